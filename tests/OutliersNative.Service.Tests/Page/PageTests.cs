using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Playwright;

namespace OutliersNative.Service.Tests.Page;

/// <summary>Opens the page of the real service in a browser, for each test. No test may leave the host or log an error.</summary>
internal abstract class PageTests
{
    private readonly List<string> _errors = [];
    private readonly List<string> _requests = [];
    private IBrowserContext? _context;

    protected IPage Page { get; private set; } = null!;

    protected Uri Address { get; private set; } = null!;

    protected ILocator Heading => Page.Locator("#result-heading");

    protected ILocator Problem => Page.Locator("#problem");

    /// <summary>Which positions are in view; empty if all are.</summary>
    protected ILocator View => Page.Locator("#view");

    /// <summary>The part of the chart where the series is.</summary>
    protected ILocator Plot => Page.Locator("#chart .u-over");

    protected virtual ViewportSize Viewport => new() { Width = 1280, Height = 900 };

    [SetUp]
    public async Task OpenAsync()
    {
        _errors.Clear();
        _requests.Clear();
        Address = await AddressAsync();
        _context = await Browser.NewContextAsync(new() { ViewportSize = Viewport, Permissions = ["clipboard-read", "clipboard-write"] });
        _context.Request += (_, request) => _requests.Add(request.Url);
        Page = await _context.NewPageAsync();
        Page.PageError += (_, error) => _errors.Add(error);
        Page.Console += (_, message) =>
        {
            // The browser logs each answer of 400 and above by itself.
            if (message.Type is "error" or "warning" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                _errors.Add(message.Text);
            }
        };
        await Page.GotoAsync(Address.ToString());
        await OpenedAsync();
    }

    [TearDown]
    public async Task CloseAsync()
    {
        if (_context is null)
        {
            return;
        }
        await _context.DisposeAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(_errors, Is.Empty);
            Assert.That(_requests, Is.All.StartsWith(Address.ToString()).Or.StartsWith("blob:" + Address));
        }
    }

    /// <summary>The address of the service.</summary>
    protected virtual async Task<Uri> AddressAsync() => (await Services.DefaultAsync()).BaseAddress!;

    protected virtual Task OpenedAsync() => Page.WaitForFunctionAsync("() => document.querySelectorAll('#method option').length > 0");

    /// <summary>Does what makes the page analyze a series, and waits until it shows the result.</summary>
    /// <returns>The answer of the API.</returns>
    protected async Task<JsonElement> AnalyzeAsync(Func<Task> action)
    {
        IResponse response = await Page.RunAndWaitForResponseAsync(action, response => response.Url.Contains("/v1/analyze", StringComparison.Ordinal));
        JsonElement answer = (await response.JsonAsync())!.Value;
        await Page.WaitForFunctionAsync("() => document.getElementById('results').ariaBusy === 'false'");
        return answer;
    }

    protected Task<JsonElement> PasteAsync(string text) => AnalyzeAsync(async () =>
    {
        await OpenSourcesAsync();
        await Page.GetByLabel("Or paste numbers or CSV").FillAsync(text);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Use this text" }).ClickAsync();
    });

    protected Task<JsonElement> SampleAsync() => AnalyzeAsync(() => Page.GetByRole(AriaRole.Button, new() { Name = "Try a sample" }).ClickAsync());

    protected async Task ChooseFileAsync(string name, string text)
    {
        await OpenSourcesAsync();
        await Page.GetByLabel("Choose a file").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes(text) });
    }

    /// <summary>Drops a file on the page, as a browser does.</summary>
    protected Task DropAsync(string name, string text) => Page.EvaluateAsync(
        """
        ([name, text]) => {
            const dataTransfer = new DataTransfer();
            dataTransfer.items.add(new File([text], name, { type: "text/csv" }));
            document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
        }
        """,
        new[] { name, text });

    /// <summary>The cells of the table, in the order in which it shows them.</summary>
    protected async Task<string[][]> RowsAsync() =>
        await Page.EvaluateAsync<string[][]>("() => [...document.querySelectorAll('#table tbody tr')].map(row => [...row.cells].map(cell => cell.textContent))");

    /// <summary>What the table should show for an answer of the API, without times.</summary>
    protected static string[][] RowsOf(JsonElement answer, IReadOnlyList<double> values) =>
    [
        .. answer.GetProperty("outliers").EnumerateArray().Select(each => each.GetInt32()).Select(position => new[]
        {
            position.ToString(CultureInfo.InvariantCulture),
            Shorten(values[position]),
            Shorten(answer.GetProperty("scores")[position].GetDouble()),
            Shorten(answer.GetProperty("expected")[position].GetDouble()),
            Shorten(answer.GetProperty("lower")[position].GetDouble()),
            Shorten(answer.GetProperty("upper")[position].GetDouble()),
        }),
    ];

    private static string Shorten(double number) => number.ToString("G6", CultureInfo.InvariantCulture).Replace('-', '\u2212');

    private async Task OpenSourcesAsync() => await Page.EvaluateAsync("() => document.getElementById('source').open = true");
}
