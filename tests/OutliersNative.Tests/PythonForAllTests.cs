using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests;

/// <summary>Starts the one Python of the test process, which also finds the fixtures.</summary>
[SetUpFixture]
public sealed class PythonForAllTests
{
    [OneTimeSetUp]
    public void Start() => PythonRuntime.Start(new PythonRuntimeOptions { ModulePaths = [Places.Fixtures] });
}
