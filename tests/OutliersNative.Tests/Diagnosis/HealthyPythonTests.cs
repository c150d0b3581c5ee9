using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Diagnosis;

/// <summary>What is said of a Python that works.</summary>
public sealed class HealthyPythonTests
{
    [Test]
    public void Diagnose_InThisProcess_IsHealthyAndNamesThePythonThatRuns()
    {
        PythonDiagnosis diagnosis = PythonRuntime.Diagnose(new PythonRuntimeOptions { Python = Places.NumPyPython });

        Assert.That(diagnosis.Problems, Is.Empty);
        Assert.That(diagnosis.IsHealthy, Is.True);
        Assert.That(diagnosis.Python, Is.EqualTo(PythonRuntime.Current));
        Assert.That(diagnosis.SelfTestTime, Is.GreaterThan(TimeSpan.Zero));
        Assert.That(diagnosis.NumPyFolder, Does.Exist);
        Assert.That(diagnosis.NativeLibrary, Does.Exist);
        Assert.That(diagnosis.ModulePath, Does.Contain(Path.Combine(AppContext.BaseDirectory, "python")));
        Assert.That(diagnosis.Candidates.Single(candidate => candidate.IsTaken).Path, Is.EqualTo(Places.NumPyPython));
    }

    [Test]
    public void Diagnose_InThisProcess_TextTellsAllOfIt()
    {
        PythonDiagnosis diagnosis = PythonRuntime.Diagnose(new PythonRuntimeOptions { Python = Places.NumPyPython });

        string text = diagnosis.ToString();

        Assert.That(text, Does.Contain($"\npython     {diagnosis.Python!.Version}, {Places.NumPyPython}\n"));
        Assert.That(text, Does.Contain($"\n  taken {Places.NumPyPython} (from PythonRuntimeOptions.Python) is Python {diagnosis.Python.Version}"));
        Assert.That(text, Does.Contain("one call of outliers.detect took "));
        Assert.That(text, Does.EndWith("healthy: nothing to fix"));
    }

    [Test, Platform("Unix")]
    public void Diagnose_AfterStarts_ListsTheModulePathsInUse()
    {
        using var folder = new TemporaryFolder();
        string[] paths = [folder.In("one"), folder.In("two"), folder.In("three")];
        Array.ForEach(paths, path => Directory.CreateDirectory(path));

        ProcessOutcome outcome = ChildProcess.OnNumPyPython().Run(
            $"modules {paths[0]}", "start", "forget", $"modules {paths[1]}", $"modules {paths[0]}", $"modules {paths[2]}", "start", "forget",
            $"modules {Places.Fixtures}", "start", "tell path", "forget", "diagnose");

        string[] told = [.. outcome.Lines.SkipWhile(line => line == "started").TakeWhile(line => line != "{")];
        string[] diagnosed = [.. new Diagnosed(outcome)["modulePath"].EnumerateArray().Select(path => path.GetString()!)];
        Assert.That(diagnosed, Is.SupersetOf(paths));
        Assert.That(diagnosed, Is.EqualTo(told), outcome.Errors);
    }

    [Test, Platform("Linux")]
    public void Diagnose_OnLinux_TellsTheCLibraryAndTheSignals()
    {
        PythonDiagnosis diagnosis = PythonRuntime.Diagnose(new PythonRuntimeOptions { Python = Places.NumPyPython });

        Assert.That(diagnosis.CLibrary, Does.Match(@"^(glibc \d+\.\d+|musl)$"));
        Assert.That(diagnosis.Signals, Does.Match("^handled: .*SIGSEGV.*; ignored: .*; blocked: "));
        Assert.That(diagnosis.RuntimeIdentifier, Does.StartWith("linux-"));
    }

    [Test, Platform("Linux")]
    public void Diagnose_OfANumPyWithBlas_NamesIt()
    {
        if (!File.ReadAllText("/proc/self/maps").Contains("blas", StringComparison.Ordinal))
        {
            Assert.Ignore($"The NumPy of {Places.NumPyPython} was built without a BLAS.");
        }

        PythonDiagnosis diagnosis = PythonRuntime.Diagnose(new PythonRuntimeOptions { Python = Places.NumPyPython });

        Assert.That(diagnosis.Blas, Is.Not.Empty);
    }

    [Test, Platform("Unix")]
    public void Diagnose_OfAVirtualEnvironment_NamesItsFolder()
    {
        using var folder = new TemporaryFolder();
        string venv = VirtualEnvironment.MakeWithNumPy(folder.In("venv"));

        var diagnosed = new Diagnosed(new ChildProcess().Run($"python {venv}", "diagnose"));

        Assert.That(diagnosed.IsHealthy, Is.True);
        Assert.That(diagnosed["virtualEnvironment"].GetString(), Is.EqualTo(venv));
    }

    [Test, Platform("Unix")]
    public void Diagnose_WithSeveralPythons_TellsOfEachWhyItWasTakenOrNot()
    {
        using var folder = new TemporaryFolder();
        string bare = VirtualEnvironment.MakeBare(folder.In("bare"));
        string taken = VirtualEnvironment.MakeWithNumPy(folder.In("taken"));
        var child = new ChildProcess();
        child.Environment["PATH"] = string.Join(':', VirtualEnvironment.Programs(bare), VirtualEnvironment.Programs(taken), Path.GetDirectoryName(Places.NumPyPython));

        var diagnosed = new Diagnosed(child.Run("without-system", "diagnose"));

        Assert.That(
            diagnosed["candidates"].EnumerateArray().Select(candidate => (candidate.GetProperty("isTaken").GetBoolean(), candidate.GetProperty("reason").GetString())),
            Is.EqualTo(new[]
            {
                (false, $"(Python {PythonRuntime.Current!.Version}) cannot import NumPy (ModuleNotFoundError: No module named 'numpy')"),
                (true, $"is Python {PythonRuntime.Current.Version} with NumPy {PythonRuntime.Current.NumPyVersion}"),
                (false, $"is Python {PythonRuntime.Current.Version} with NumPy {PythonRuntime.Current.NumPyVersion}; another comes first"),
            }));
        Assert.That(diagnosed.IsHealthy, Is.True, "those that were found on the way are nobody's choice");
    }
}
