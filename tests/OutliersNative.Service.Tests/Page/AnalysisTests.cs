using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace OutliersNative.Service.Tests.Page;

internal sealed class AnalysisTests : PageTests
{
    private static readonly double[] Spike = [1, 2, 3, 2, 1, 2, 50];

    [Test]
    public async Task Load_Methods_AreThoseOfTheService()
    {
        using var listed = JsonDocument.Parse(await (await Services.DefaultAsync()).GetStringAsync("/v1/detectors"));
        string[] names = [.. listed.RootElement.GetProperty("detectors").EnumerateArray().Select(each => each.GetProperty("name").GetString()!)];
        Assert.That(await Page.Locator("#method option").AllTextContentsAsync(), Is.EqualTo(names));
    }

    [Test]
    public async Task Read_FileThatIsReadLaterThanTheTextAfterIt_IsDropped()
    {
        await Page.RouteAsync("**/js/worker.js", async route =>
        {
            IAPIResponse worker = await route.FetchAsync();
            await route.FulfillAsync(new()
            {
                Response = worker,
                Body = await worker.TextAsync() + """

                    const read = Blob.prototype.arrayBuffer, post = postMessage;
                    const isAnalyzed = new Promise((resolve) => {
                        postMessage = (message, transfer) => {
                            post(message, transfer);
                            if (message.result?.status === 200) resolve();
                        };
                    });
                    Blob.prototype.arrayBuffer = async function () { await isAnalyzed; return read.call(this); };
                    """,
            });
        });
        await Page.ReloadAsync();
        await OpenedAsync();
        await AnalyzeAsync(() => Page.EvaluateAsync(
            """
            () => {
                const dataTransfer = new DataTransfer();
                dataTransfer.items.add(new File(["4\n5\n6\n7"], "late.csv"));
                document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
                document.getElementById("text").value = "1 2 3";
                document.getElementById("paste").requestSubmit();
            }
            """));
        Assert.That(await Page.Locator("#source-name").InnerTextAsync(), Is.EqualTo("Pasted text · 3 rows"));
    }

    [Test]
    public async Task Sample_Chosen_ShowsItsSixOutliers()
    {
        JsonElement answer = await SampleAsync();
        string[][] rows = await RowsAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Heading.TextContentAsync(), Is.EqualTo("6 outliers among 504 values"));
            Assert.That(answer.GetProperty("method").GetString(), Is.EqualTo("seasonal"));
            Assert.That(rows.Select(row => row[0]), Is.EqualTo(new[] { "67", "151", "262", "263", "371", "438" }));
            Assert.That(rows[0][1], Is.EqualTo("2024-01-03T19:00"));
        }
    }

    [Test]
    public async Task Paste_Numbers_TableEqualsTheAnswerOfTheApi()
    {
        JsonElement answer = await PasteAsync("1, 2, 3, 2, 1, 2, 50");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Heading.TextContentAsync(), Is.EqualTo("1 outlier among 7 values"));
            Assert.That(await RowsAsync(), Is.EqualTo(RowsOf(answer, Spike)));
        }
    }

    [Test]
    public async Task Paste_LongText_IsAnalyzedAtOnce()
    {
        await Page.EvaluateAsync("() => navigator.clipboard.writeText(Array.from({ length: 30000 }, (_, at) => (at === 20000 ? 99 : at % 7)).join('\\n'))");
        await Page.GetByLabel("Or paste numbers or CSV").FocusAsync();
        await AnalyzeAsync(() => Page.Keyboard.PressAsync("ControlOrMeta+V"));
        Assert.That(await Heading.TextContentAsync(), Is.EqualTo("1 outlier among 30,000 values"));
    }

    [Test]
    public async Task Drop_GermanCsv_ReadsDecimalCommasAndTimes()
    {
        JsonElement answer = await AnalyzeAsync(() => DropAsync(
            "werte.csv", "Zeit;\"Druck; hPa\"\n01.02.2024 00:00;1,5\n01.02.2024 01:00;1,25\n01.02.2024 02:00;1,5\n01.02.2024 03:00;1,75\n01.02.2024 04:00;99,5\n"));
        string[][] rows = await RowsAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Page.Locator("#column option").AllTextContentsAsync(), Is.EqualTo(new[] { "Druck; hPa" }));
            Assert.That(await Page.Locator("#time option").AllTextContentsAsync(), Is.EqualTo(new[] { "Zeit", "none: positions" }));
            Assert.That(answer.GetProperty("outliers").EnumerateArray().Select(each => each.GetInt32()), Is.EqualTo(new[] { 4 }));
            Assert.That(rows[0][..3], Is.EqualTo(new[] { "4", "01.02.2024 04:00", "99.5" }));
        }
    }

    [Test]
    public async Task Column_Chosen_IsAnalyzed()
    {
        await AnalyzeAsync(() => ChooseFileAsync("two.csv", "id,a,b,place\n1,1,5,x\n2,2,6,x\n3,1,-40,x\n4,2,6,y\n5,1,5,y\n6,30,6,y\n"));
        string[] offered = [.. await Page.Locator("#column option").AllTextContentsAsync()];
        string first = (await RowsAsync())[0][0];
        await AnalyzeAsync(() => Page.GetByLabel("Column").SelectOptionAsync("b"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(offered, Is.EqualTo(new[] { "id", "a", "b" }), "numeric ones only");
            Assert.That(first, Is.EqualTo("5"), "of a: id only counts");
            Assert.That((await RowsAsync())[0][..2], Is.EqualTo(new[] { "2", "\u221240" }));
        }
    }

    [Test]
    public async Task Method_Chosen_ShowsItsParametersAndResult()
    {
        await PasteAsync("1, 2, 3, 2, 1, 2, 50");
        JsonElement answer = await AnalyzeAsync(() => Page.GetByLabel("Method").SelectOptionAsync("iqr"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.GetProperty("method").GetString(), Is.EqualTo("iqr"));
            Assert.That(await Page.GetByLabel("Threshold").InputValueAsync(), Is.EqualTo("1.5"));
            Assert.That(await RowsAsync(), Is.EqualTo(RowsOf(answer, Spike)));
        }
    }

    [Test]
    public async Task Parameter_Changed_ChangesTheResult()
    {
        await PasteAsync("1, 2, 3, 2, 1, 2, 50");
        JsonElement answer = await AnalyzeAsync(async () =>
        {
            await Page.GetByLabel("Threshold").FillAsync("0.6");
            await Page.Keyboard.PressAsync("Enter");
        });
        string[][] rows = await RowsAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(rows.Select(row => row[0]), Is.EqualTo(new[] { "0", "2", "4", "6" }));
            Assert.That(rows, Is.EqualTo(RowsOf(answer, Spike)));
        }
    }

    [Test]
    public async Task MissingValues_InColumn_AreLeftOutAndCounted()
    {
        JsonElement answer = await PasteAsync("value\n1\n2\nNA\n3\n2\n1\n\n2\n50\n");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.GetProperty("outliers").EnumerateArray().Select(each => each.GetInt32()), Is.EqualTo(new[] { 8 }));
            Assert.That(await Page.Locator("#result-detail").TextContentAsync(), Does.Contain("2 values missing."));
        }
    }

    [Test]
    public async Task NoOutlier_Constant_SaysSo()
    {
        await PasteAsync("2, 2, 2, 2");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(await Heading.TextContentAsync(), Is.EqualTo("No outliers among 4 values"));
            Assert.That(await Page.Locator("#none").IsVisibleAsync(), Is.True);
        }
    }

    [Test]
    public async Task BadParameter_Problem_IsWhatTheServiceSays()
    {
        await PasteAsync("1, 2, 3, 2, 1, 2, 50");
        JsonElement problem = await AnalyzeAsync(async () =>
        {
            await Page.GetByLabel("Threshold").FillAsync("-3");
            await Page.Keyboard.PressAsync("Enter");
        });
        Assert.That(problem.GetProperty("detail").GetString(), Does.Contain("threshold"));
        Assert.That(await Problem.TextContentAsync(), Does.Contain(problem.GetProperty("detail").GetString()!));
        await AnalyzeAsync(async () =>
        {
            await Page.GetByLabel("Threshold").FillAsync("3");
            await Page.Keyboard.PressAsync("Enter");
        });
        Assert.That(await Problem.IsVisibleAsync(), Is.False, "after the next good answer");
    }

    [Test]
    public async Task CopyCurl_Pasted_GivesWhatThePageShows()
    {
        await SampleAsync();
        JsonElement answer = await AnalyzeAsync(async () =>
        {
            await Page.GetByLabel("Threshold").FillAsync("3.5");
            await Page.Keyboard.PressAsync("Enter");
        });
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy the curl command" }).ClickAsync();
        string command = await ClipboardAsync();
        using var curl = Process.Start(new ProcessStartInfo("bash", ["-c", command + " --silent"]) { RedirectStandardOutput = true })!;
        using var printed = JsonDocument.Parse(await curl.StandardOutput.ReadToEndAsync());
        await curl.WaitForExitAsync();
        Assert.That(JsonElement.DeepEquals(printed.RootElement, answer), Is.True, command);
    }

    [Test]
    public async Task CopyCSharp_Pasted_IsTheProgramForWhatThePageShows()
    {
        await PasteAsync("1, 2, , 2, 1, 2, 50");
        await AnalyzeAsync(async () =>
        {
            await Page.GetByLabel("Threshold").FillAsync("3");
            await Page.Keyboard.PressAsync("Enter");
        });
        await Page.GetByRole(AriaRole.Button, new() { Name = "Copy the C# program" }).ClickAsync();
        Assert.That(await ClipboardAsync(), Is.EqualTo("""
            using OutliersNative;

            double[] values = [1, 2, double.NaN, 2, 1, 2, 50];
            using var detector = new Outliers("outliers", "mad", new() { ["threshold"] = 3, ["nan"] = "omit" });
            OutlierAnalysis analysis = detector.Analyze(values);
            foreach (long position in analysis.Positions)
            {
                Console.WriteLine($"{position}: {values[position]}, expected {analysis.Expected[position]}, "
                    + $"from {analysis.Lower[position]} to {analysis.Upper[position]}, score {analysis.Scores[position]}");
            }
            """));
    }

    [Test]
    public async Task CSharp_OfADetectorWithConfiguredKeywords_HasThem()
    {
        string program = await Page.EvaluateAsync<string>(
            """
            async () => (await import("/js/snippets.js")).csharp({
                detector: { module: "flow", function: "detect", parameters: [
                    { name: "limit", default: 3, configured: true },
                    { name: "side", default: "a\"b", configured: true },
                    { name: "depth", default: null, configured: true },
                    { name: "window", default: 10, configured: false },
                ] },
                keywords: [["limit", 4.5]],
                values: Float64Array.of(1, -2e19, 2 ** 64),
            })
            """);
        Assert.That(program, Does.Contain("""new Outliers("flow", "detect", new() { ["limit"] = 4.5, ["side"] = "a\"b", ["depth"] = null });"""));
        Assert.That(program, Does.Contain("double[] values = [1, -2e+19, 1.8446744073709552e+19];"), "no literal beyond the range of its type");
    }

    [Test]
    public async Task SaveSeries_OfALongSeries_IsTheFileThatCurlReads()
    {
        JsonElement answer = await PasteAsync(string.Join(' ', Enumerable.Range(0, 1200).Select(each => each == 700 ? 99 : each % 7)));
        IDownload saved = await Page.RunAndWaitForDownloadAsync(() => Page.GetByRole(AriaRole.Button, new() { Name = "Save series.json" }).ClickAsync());
        string folder = TestContext.CurrentContext.Test.ID;
        await saved.SaveAsAsync(Path.Combine(folder, saved.SuggestedFilename));
        string command = (await Page.Locator("#curl").TextContentAsync())!;
        using var curl = Process.Start(new ProcessStartInfo("bash", ["-c", command + " --silent"]) { WorkingDirectory = folder, RedirectStandardOutput = true })!;
        using var printed = JsonDocument.Parse(await curl.StandardOutput.ReadToEndAsync());
        await curl.WaitForExitAsync();
        Directory.Delete(folder, recursive: true);
        Assert.That(JsonElement.DeepEquals(printed.RootElement, answer), Is.True, command);
    }

    private Task<string> ClipboardAsync() => Page.EvaluateAsync<string>("() => navigator.clipboard.readText()");
}
