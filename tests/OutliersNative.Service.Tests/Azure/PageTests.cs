using System.Text.RegularExpressions;

namespace OutliersNative.Service.Tests.Azure;

/// <summary>The examples of docs/AZURE.md.</summary>
internal sealed partial class PageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(ServiceProcess.Repository, "docs", "AZURE.md"));

    [Test]
    public async Task Page_PythonExample_PrintsWhatThePageSays()
    {
        HttpClient client = await Services.DefaultAsync();
        string script = Block("python").Replace("http://127.0.0.1:8080/", client.BaseAddress!.ToString(), StringComparison.Ordinal);
        string output = await ClientLibraryTests.RunPythonAsync("-W", "ignore", "-c", script);
        Assert.That(output.ReplaceLineEndings("\n"), Is.EqualTo(Block("text")));
    }

    [Test]
    public async Task Page_CurlExample_IsAnsweredAsThePageSays()
    {
        Match curl = Curl().Match(Block("sh"));
        HttpClient client = await Services.DefaultAsync();
        using var content = new StringContent(curl.Groups["body"].Value, null, "application/json");
        using HttpResponseMessage response = await client.PostAsync(curl.Groups["path"].Value, content);
        Assert.That(await response.Content.ReadAsStringAsync() + "\n", Is.EqualTo(Block("json")));
    }

    private static string Block(string language) =>
        Regex.Match(Page, $"^```{language}\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline).Groups[1].Value;

    [GeneratedRegex("^curl http://127\\.0\\.0\\.1:8080(?<path>\\S+) .*--data '(?<body>[^']*)'", RegexOptions.Singleline)]
    private static partial Regex Curl();
}
