using System.Text.RegularExpressions;
using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Dependencies;

/// <summary>Dependencies point one way, in C by <c>#include</c> and in C# by <c>using</c>.</summary>
public sealed partial class DependencyTests
{
    /// <summary>The folders of native/ from the top floor to the lowest; "" is native/ itself.</summary>
    private static readonly string[] Floors = ["", "call", "python", "platform"];

    /// <summary>The namespaces below OutliersNative, each with those that it may use.</summary>
    private static readonly Dictionary<string, string[]> Namespaces = new()
    {
        ["Interop"] = [],
        ["Calls"] = ["Interop"],
        ["Discovery"] = ["Interop"],
        ["Diagnosis"] = ["Discovery", "Interop"],
    };

    private static readonly string Native = Path.Combine(Places.Repository, "native");

    private static readonly string Managed = Path.Combine(Places.Repository, "managed", "OutliersNative");

    [TestCaseSource(nameof(NativeFiles))]
    public void Includes_OfACFile_PointToItsFloorOrBelow(string file)
    {
        int floor = FloorOf(file);

        IEnumerable<string> above = Includes(file).Where(included => FloorOf(included) < floor && included != "glue.h");

        Assert.That(above, Is.Empty, $"native/{file} includes a header of a floor above it");
    }

    [Test]
    public void Includes_OfAllCFiles_HaveNoCircle()
    {
        Dictionary<string, HashSet<string>> modules = NativeFiles().GroupBy(Module).ToDictionary(
            module => module.Key,
            module => module.SelectMany(Includes).Select(Module).Where(used => used != module.Key).ToHashSet());

        while (modules.FirstOrDefault(module => module.Value.Count == 0) is { Key: { } leaf })
        {
            modules.Remove(leaf);
            foreach (HashSet<string> used in modules.Values)
            {
                used.Remove(leaf);
            }
        }

        Assert.That(modules.Keys, Is.Empty, "these modules include each other");
    }

    [Test]
    public void Folders_OfTheShim_AreItsFloors()
    {
        Assert.That(NativeFiles().Select(FloorOf).Distinct(), Is.EquivalentTo(Enumerable.Range(0, Floors.Length)));
    }

    [TestCaseSource(nameof(ManagedFiles))]
    public void Usings_OfACSharpFile_PointDownwards(string file)
    {
        string folder = Path.GetDirectoryName(file)!;

        IEnumerable<string> used = Using().Matches(File.ReadAllText(Path.Combine(Managed, file))).Select(match => match.Groups[1].Value).Distinct();

        Assert.That(used, Is.SubsetOf(Namespaces[folder]), $"{file} uses a namespace above its own");
    }

    [Test]
    public void Folders_OfTheLibrary_AreItsNamespaces()
    {
        Assert.That(ManagedFiles().Select(Path.GetDirectoryName).Distinct(), Is.EquivalentTo(Namespaces.Keys));
    }

    private static IEnumerable<string> NativeFiles() =>
        Sources(Native).Where(file => file.EndsWith(".c", StringComparison.Ordinal) || file.EndsWith(".h", StringComparison.Ordinal))
            .Where(file => !file.StartsWith("cross/", StringComparison.Ordinal));

    private static IEnumerable<string> ManagedFiles() =>
        Sources(Managed).Where(file => file.EndsWith(".cs", StringComparison.Ordinal) && file.Contains('/', StringComparison.Ordinal))
            .Where(file => !file.StartsWith("bin/", StringComparison.Ordinal) && !file.StartsWith("obj/", StringComparison.Ordinal));

    private static IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'));

    /// <summary>Without headers that the build generates.</summary>
    private static IEnumerable<string> Includes(string file) =>
        Include().Matches(File.ReadAllText(Path.Combine(Native, file))).Select(match => match.Groups[1].Value)
            .Where(included => File.Exists(Path.Combine(Native, included)));

    private static int FloorOf(string file) => Array.IndexOf(Floors, Path.GetDirectoryName(file)!.Replace('\\', '/'));

    /// <summary>A .c and a .h of one name are one module; the boundary, which all may include, stands for itself.</summary>
    private static string Module(string file) => file == "glue.h" ? file : Path.ChangeExtension(file, null);

    [GeneratedRegex("^#include \"([^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex Include();

    [GeneratedRegex(@"^using (?:static )?OutliersNative\.(\w+)", RegexOptions.Multiline)]
    private static partial Regex Using();
}
