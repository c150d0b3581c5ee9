using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Stress;

/// <summary>Extension modules that take the GIL themselves, after many threads have ended. From Python 3.12 on, a thread state
/// that is deleted on the wrong thread aborts the process.</summary>
[Category(Length.Category)]
public sealed class ForeignModuleTests
{
    private const int AtOnce = 20;
    private const int EnoughStack = 16 << 20; // else the calls would run on threads of the native library, which never end
    private const string PyBind11 = "uses_pybind11";

    [Test]
    public void Detect_WithCythonAfterManyThreads_IsRightOnThreadPoolThreads() => CallOnManyThreadsAndOnTheThreadPool("uses", "cython");

    [Test, Platform("Linux")]
    public void Detect_WithPyBind11AfterManyThreads_IsRightOnThreadPoolThreads()
    {
        using var folder = new TemporaryFolder();
        BuildPyBind11Module(folder);
        PythonRuntime.Start(new PythonRuntimeOptions { ModulePaths = [folder.Path] });

        CallOnManyThreadsAndOnTheThreadPool(PyBind11, "detect");
    }

    private static void CallOnManyThreadsAndOnTheThreadPool(string module, string function)
    {
        int count = Length.Of(300, 10_000);
        using var outliers = new Outliers(module, function);
        int right = 0;

        foreach (Thread[] batch in Enumerable.Range(0, count).Select(_ => new Thread(Call, EnoughStack)).Chunk(AtOnce))
        {
            Array.ForEach(batch, thread => thread.Start());
            Array.ForEach(batch, thread => thread.Join());
        }
        Task.WaitAll([.. Enumerable.Range(0, count).Select(_ => Task.Run(Call))]);

        TestContext.Out.WriteLine($"{count:N0} threads, then {count:N0} calls on the thread pool");
        Assert.That(right, Is.EqualTo(2 * count));

        void Call() => Interlocked.Add(ref right, outliers.Detect(Five.Values()) is [1, 3] ? 1 : 0);
    }

    private static void BuildPyBind11Module(TemporaryFolder folder)
    {
        string source = Path.Combine(Places.Fixtures, $"{PyBind11}.cpp");
        var compiler = new ChildProcess();
        compiler.Environment["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "";
        string headers = compiler.Execute(Places.NumPyPython, "-c", "import sysconfig; print(sysconfig.get_path('include'))").Output;
        string probe = folder.Write("probe.cpp", "#include <pybind11/pybind11.h>");
        if (compiler.Execute("/usr/bin/env", "c++", "-fsyntax-only", $"-I{headers}", probe) is { ExitCode: not 0 } failure)
        {
            Assert.Ignore($"There is no C++ compiler with pybind11 (apt-get install g++ pybind11-dev): {failure.Errors.Split('\n')[0]}");
        }

        ProcessOutcome outcome = compiler.Execute(
            "/usr/bin/env", "c++", "-shared", "-fPIC", "-pthread", $"-I{headers}", source, "-o", folder.In($"{PyBind11}.so"));

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Errors);
    }
}
