namespace OutliersNative.Tests.Support;

/// <summary>Makes real virtual environments of the Python that the tests run on.</summary>
internal static class VirtualEnvironment
{
    private const string WriteNumPyPath =
        "import os, sys, sysconfig; open(os.path.join(sysconfig.get_path('purelib'), 'numpy.pth'), 'w').write(sys.argv[1])";

    /// <summary>Makes one without NumPy.</summary>
    public static string MakeBare(string folder)
    {
        Ask(Places.NumPyPython, "-X", "utf8", "-m", "venv", "--without-pip", folder);
        return folder;
    }

    /// <summary>Makes one with the NumPy of the Python that the tests run on. That Python may be in a virtual environment itself, so
    /// --system-site-packages would not find it.</summary>
    public static string MakeWithNumPy(string folder)
    {
        MakeBare(folder);
        string numPy = Ask(Places.NumPyPython, "-c", "import numpy, os; print(os.path.dirname(os.path.dirname(numpy.__file__)))");
        Ask(Python(folder), "-X", "utf8", "-c", WriteNumPyPath, numPy);
        return folder;
    }

    /// <summary>Its folder of installed packages.</summary>
    public static string SitePackages(string folder) =>
        Ask(Python(folder), "-X", "utf8", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))");

    /// <summary>Its interpreter.</summary>
    public static string Python(string folder) =>
        OperatingSystem.IsWindows() ? Path.Combine(folder, "Scripts", "python.exe") : Path.Combine(folder, "bin", "python3");

    /// <summary>The folder of its interpreter, which activation puts on PATH.</summary>
    public static string Programs(string folder) => Path.GetDirectoryName(Python(folder))!;

    /// <summary>Runs an interpreter and returns what it prints.</summary>
    public static string Ask(string python, params string[] arguments)
    {
        ProcessOutcome outcome = new ChildProcess().Execute(python, arguments);
        return outcome.ExitCode == 0 ? outcome.Output : throw new InvalidOperationException(outcome.Output + outcome.Errors);
    }
}
