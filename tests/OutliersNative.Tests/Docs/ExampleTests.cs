using NUnit.Framework;
using OutliersNative.Tests.Support;

namespace OutliersNative.Tests.Docs;

/// <summary>Every C# block of README.md and docs/*.md is a program. It is compiled, run, and must print the block that follows.</summary>
public sealed class ExampleTests
{
    /// <summary>What ImplicitUsings adds to a console project.</summary>
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    /// <summary>What the examples reference, beside .NET itself.</summary>
    private static readonly string[] Libraries =
    [
        "OutliersNative.dll", "OutliersNative.Tensors.dll", "System.Numerics.Tensors.dll", "OutliersNative.Hosting.dll",
        .. Directory.GetFiles(AppContext.BaseDirectory, "Microsoft.Extensions.*.dll").Select(file => Path.GetFileName(file)),
    ];

    private static readonly ExamplePage[] Pages = [.. ExamplePage.All];

    /// <summary>The compiler of the newest SDK of the dotnet that runs this process; null if it has no SDK.</summary>
    private static readonly string? Compiler = Directory
        .EnumerateFiles(Path.GetDirectoryName(Places.DotNet)!, "csc.dll", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 4 })
        .Where(file => file.Contains("bincore", StringComparison.Ordinal))
        .MaxBy(File.GetLastWriteTimeUtc);

    private TemporaryFolder _folder = null!;

    [OneTimeSetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [OneTimeTearDown]
    public void DeleteFolder() => _folder.Dispose();

    [TestCaseSource(nameof(Programs))]
    public void Program_OfADocument_CompilesAndPrintsWhatThePageSays(string page, int number)
    {
        if (Compiler is null)
        {
            Assert.Ignore($"There is no C# compiler below {Path.GetDirectoryName(Places.DotNet)}: the examples need the .NET SDK.");
        }
        ExamplePage source = Pages.Single(each => each.Name == page);
        string app = MakeApp(source, number, source.Programs[number - 1].Code);

        ProcessOutcome outcome = ChildProcess.OnNumPyPython(workingDirectory: Path.GetTempPath()).Execute(Places.DotNet, app);

        Assert.That((outcome.ExitCode, outcome.Errors), Is.EqualTo((0, "")));
        Assert.That(outcome.Output, Is.EqualTo(source.Programs[number - 1].Output));
    }

    [Test]
    public void Pages_OfTheRepository_HaveTheseExamples()
    {
        Assert.That(
            Pages.Where(page => page.Programs.Count > 0).Select(page => page.Name),
            Is.EqualTo(new[] { "README.md", "CUSTOM_DETECTORS.md", "DETECTORS.md", "ERRORS.md", "FUNCTIONS.md", "HOSTING.md", "METRICS.md", "PYTHON.md", "THREADS.md" }));
    }

    private static IEnumerable<TestCaseData> Programs() =>
        Pages.SelectMany(page => Enumerable.Range(1, page.Programs.Count).Select(number => new TestCaseData(page.Name, number)));

    /// <summary>Compiles a program into a folder with the library and the page's Python modules, as in an app's output folder.</summary>
    private string MakeApp(ExamplePage page, int number, string code)
    {
        string folder = $"{page.Name}-{number}";
        foreach (string part in new[] { "runtimes", "python" })
        {
            _folder.CopyFrom(Path.Combine(Places.Child, part), Path.Combine(folder, part));
        }
        foreach (string library in Libraries)
        {
            File.Copy(Path.Combine(AppContext.BaseDirectory, library), _folder.In(folder, library));
        }
        foreach ((string file, string text) in page.Modules)
        {
            _folder.Write(Path.Combine(folder, file), text);
        }
        _folder.Write(Path.Combine(folder, "App.runtimeconfig.json"), $$"""
            { "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "{{Environment.Version}}" } } }
            """);
        Compile(_folder.Write(Path.Combine(folder, "Program.cs"), code), _folder.In(folder));
        return _folder.In(folder, "App.dll");
    }

    private void Compile(string program, string folder)
    {
        string[] framework = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll");
        string[] managed = [.. framework.Where(file => Path.GetFileName(file).StartsWith("System.", StringComparison.Ordinal)
            && !file.EndsWith(".Native.dll", StringComparison.Ordinal)), .. Libraries.Select(library => Path.Combine(folder, library))];
        string[] arguments =
        [
            "-nologo", "-nostdlib", "-nullable:enable", "-unsafe", "-warnaserror", "-langversion:latest", $"-out:\"{folder}/App.dll\"",
            .. managed.Select(file => $"-reference:\"{file}\""),
            $"\"{program}\"", $"\"{_folder.Write("ImplicitUsings.cs", ImplicitUsings)}\"",
        ];
        string response = _folder.Write("arguments.rsp", string.Join('\n', arguments));

        ProcessOutcome outcome = new ChildProcess().Execute(Places.DotNet, Compiler!, "-noconfig", $"@{response}");

        Assert.That(outcome.ExitCode, Is.Zero, outcome.Output + outcome.Errors);
    }
}
