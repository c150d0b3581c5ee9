using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests;

/// <summary>Starts the one Python of the test process, which also finds the fixtures: the one that build.sh has chosen, or,
/// in an IDE, the one that is found.</summary>
[SetUpFixture]
public sealed class PythonForAllTests
{
    /// <summary>The environment variable in which build.sh names it.</summary>
    internal const string Variable = "OUTLIERS_TEST_PYTHON";

    [OneTimeSetUp]
    public void Start() => PythonRuntime.Start(new PythonRuntimeOptions
    {
        Python = Environment.GetEnvironmentVariable(Variable),
        ModulePaths = [Places.Fixtures],
    });

    [OneTimeTearDown]
    public void Delete() => Directory.Delete(Places.Home, recursive: true);
}
