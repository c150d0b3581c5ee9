using NUnit.Framework;

namespace OutliersNative.Orleans.Tests;

/// <summary>Starts the one Python of the test process, which also finds the fixtures: the one that build.sh has chosen, or, in an
/// IDE, the one that is found.</summary>
[SetUpFixture]
public sealed class PythonForAllTests
{
    [OneTimeSetUp]
    public void Start() => PythonRuntime.Start(new PythonRuntimeOptions
    {
        Python = Environment.GetEnvironmentVariable("OUTLIERS_TEST_PYTHON"),
        ModulePaths = [Path.Combine(AppContext.BaseDirectory, "Fixtures")],
    });
}
