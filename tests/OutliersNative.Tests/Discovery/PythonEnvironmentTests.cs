using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Discovery;

/// <summary>Which environment variables Python has, as os.environ shows them.</summary>
[Platform("Linux")]
public sealed class PythonEnvironmentTests
{
    [Test]
    public void Start_WithFewerProcessorsThanTheMachine_KeepsBlasToThem()
    {
        RequireSeveralProcessors();

        ProcessOutcome outcome = Run([("DOTNET_PROCESSOR_COUNT", "1")], "start", "tell blas_variables");

        Assert.That(outcome.Lines[^1], Is.EqualTo("1 1 1 1 1"), outcome.Errors);
    }

    [Test]
    public void Start_WithFewerProcessorsThanTheMachine_BlasUsesNoMore()
    {
        RequireSeveralProcessors();

        var diagnosed = new Diagnosed(Run([("DOTNET_PROCESSOR_COUNT", "1")], "diagnose"));

        Assert.That(
            diagnosed["blas"].EnumerateArray().Select(blas => blas.GetProperty("threads").ToString()), Is.All.EqualTo("1").Or.Empty);
        Assert.That(diagnosed["processors"].GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public void Start_WithAllProcessors_LeavesBlasAlone()
    {
        ProcessOutcome outcome = Run([], "start", "tell blas_variables");

        Assert.That(outcome.Lines[^1], Is.EqualTo("- - - - -"), outcome.Errors);
    }

    [TestCase("OMP_NUM_THREADS", "- - - - 2")]
    [TestCase("OPENBLAS_NUM_THREADS", "2 1 1 1 1")]
    public void Start_WhenTheUserHasSetThem_LeavesThemAsTheyAre(string variable, string expected)
    {
        RequireSeveralProcessors();

        ProcessOutcome outcome = Run([("DOTNET_PROCESSOR_COUNT", "1"), (variable, "2")], "start", "tell blas_variables");

        Assert.That(outcome.Lines[^1], Is.EqualTo(expected), outcome.Errors);
    }

    [Test]
    public void Start_AfterTheProgramHasSetAVariable_PythonSeesIt()
    {
        ProcessOutcome outcome = Run([], "variable OPENBLAS_NUM_THREADS=3", "start", "tell blas_variables");

        Assert.That(outcome.Lines[^1], Is.EqualTo("3 - - - -"), outcome.Errors);
    }

    /// <summary>C would still see it, and end the process.</summary>
    [Test]
    public void Start_AfterTheProgramHasRemovedAWrongPythonHome_Works()
    {
        ProcessOutcome outcome = Run([("PYTHONHOME", "/no/such/home")], "variable PYTHONHOME=", "start", "detect outliers.detect");

        Assert.That(outcome.Lines[^1], Is.EqualTo("7"), outcome.Errors);
    }

    /// <summary>As multiprocessing starts processes on Windows: from sys.executable.</summary>
    [Test]
    public void Start_OfAVirtualEnvironment_ItsChildProcessesAreInItToo()
    {
        using var folder = new TemporaryFolder();
        string venv = VirtualEnvironment.MakeWithNumPy(folder.In("venv"));

        ProcessOutcome outcome = Run([], $"python {venv}", "start", "detect uses_processes.has_same_prefix");

        Assert.That(outcome.Lines[^1], Is.EqualTo("7"), outcome.Errors);
    }

    [Test]
    public void Start_AfterTheProgramHasSetVariables_PythonAndCSeeAll()
    {
        ProcessOutcome outcome = Run(
            [("MPLBACKEND", "TkAgg"), ("HTTPS_PROXY", "http://inherited")],
            "variable TZ=Asia/Tokyo", "variable MPLBACKEND=Agg", "variable OMP_NUM_THREADS=2", "variable CUDA_VISIBLE_DEVICES=-1",
            "variable PYTHONWARNINGS=ignore", "variable LD_LIBRARY_PATH=/opt/lib", "start", "tell usual_variables");

        Assert.That(outcome.Lines[^1], Is.EqualTo("Asia/Tokyo Agg 2 -1 http://inherited ignore /opt/lib"), outcome.Errors);
    }

    [Test]
    public void Start_AfterTheProgramHasRemovedVariables_NeitherPythonNorCSeesThem()
    {
        ProcessOutcome outcome = Run(
            [("TZ", "UTC"), ("MPLBACKEND", "Agg"), ("HTTPS_PROXY", "http://inherited"), ("PYTHONWARNINGS", "error")],
            "variable MPLBACKEND=", "variable HTTPS_PROXY=", "variable PYTHONWARNINGS=", "start", "tell usual_variables");

        Assert.That(outcome.Lines[^1], Is.EqualTo("UTC - - - - - -"), outcome.Errors);
    }

    private static ProcessOutcome Run((string Name, string Value)[] environment, params string[] steps)
    {
        ChildProcess child = ChildProcess.OnNumPyPython();
        foreach ((string name, string value) in environment)
        {
            child.Environment[name] = value;
        }
        return child.Run([$"modules {Places.Fixtures}", .. steps]);
    }

    private static void RequireSeveralProcessors()
    {
        if (Environment.ProcessorCount < 2)
        {
            Assert.Ignore("this machine has one processor, so there are no fewer");
        }
    }
}
