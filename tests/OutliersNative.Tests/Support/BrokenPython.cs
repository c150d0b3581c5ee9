using System.Buffers.Binary;

namespace OutliersNative.Tests.Support;

/// <summary>Makes unusable Pythons from the one that the tests run on.</summary>
internal static class BrokenPython
{
    private const string BuildTimeVariables = "_sysconfigdata*.py";

    /// <summary>Makes a virtual environment whose NumPy lacks its compiled part.</summary>
    public static string WithBrokenNumPy(string folder)
    {
        VirtualEnvironment.MakeBare(folder);
        string real = Path.GetDirectoryName(VirtualEnvironment.Ask(Places.NumPyPython, "-c", "import numpy; print(numpy.__file__)"))!;
        string core = Directory.Exists(Path.Combine(real, "_core")) ? "_core" : "core";
        string copy = Path.Combine(VirtualEnvironment.SitePackages(folder), "numpy");
        LinkAll(real, copy, except: core);
        LinkAll(Path.Combine(real, core), Path.Combine(copy, core), except: "_multiarray_umath*");
        foreach (string compiled in Directory.GetFiles(Path.Combine(real, core), "_multiarray_umath*.so")) // one for each version of Python
        {
            File.WriteAllText(Path.Combine(copy, core, Path.GetFileName(compiled)), "no library");
        }
        return folder;
    }

    /// <summary>Makes one as if built without --enable-shared; null if the interpreter itself needs the shared library.</summary>
    public static string? WithoutLibrary(string folder)
    {
        string[] told = VirtualEnvironment.Ask(Places.NumPyPython, "-c",
            "import os, sysconfig; print(os.path.dirname(os.__file__), sysconfig.get_config_var('py_version_short'))").Split(' ');
        (string source, string version) = (told[0], told[1]);
        string stdlib = Path.Combine(folder, "lib", $"python{version}");
        LinkAll(source, stdlib, except: BuildTimeVariables);
        foreach (string file in Directory.GetFiles(source, BuildTimeVariables))
        {
            File.WriteAllText(Path.Combine(stdlib, Path.GetFileName(file)), File.ReadAllText(file)
                + $"\nbuild_time_vars['INSTSONAME'] = build_time_vars['LDLIBRARY'] = 'libpython{version}.a'\n");
        }
        string python = Path.Combine(folder, "bin", "python3");
        Directory.CreateDirectory(Path.GetDirectoryName(python)!);
        File.Copy(RealFile(Places.NumPyPython), python);
        return File.ReadAllText(python, System.Text.Encoding.Latin1).Contains($"libpython{version}.so", StringComparison.Ordinal) ? null : python;
    }

    /// <summary>Copies a program or library and marks it as built for another processor.</summary>
    public static void CopyForAnotherProcessor(string source, string target)
    {
        byte[] bytes = File.ReadAllBytes(RealFile(source));
        const int Machine = 18;
        const ushort X64 = 62, Arm64 = 183;
        Span<byte> machine = bytes.AsSpan(Machine);
        BinaryPrimitives.WriteUInt16LittleEndian(machine, BinaryPrimitives.ReadUInt16LittleEndian(machine) == X64 ? Arm64 : X64);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.Copy(RealFile(source), target); // copies the permissions
        File.WriteAllBytes(target, bytes);
    }

    public static string RealFile(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    private static void LinkAll(string source, string target, string except)
    {
        Directory.CreateDirectory(target);
        HashSet<string> left = [.. Directory.EnumerateFileSystemEntries(source, except)];
        foreach (string entry in Directory.EnumerateFileSystemEntries(source).Where(entry => !left.Contains(entry)))
        {
            File.CreateSymbolicLink(Path.Combine(target, Path.GetFileName(entry)), entry);
        }
    }
}
