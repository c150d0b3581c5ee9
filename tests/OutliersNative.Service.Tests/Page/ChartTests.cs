using System.Text.Json;
using Microsoft.Playwright;

namespace OutliersNative.Service.Tests.Page;

internal sealed class ChartTests : PageTests
{
    // 0, 1, …, 100, and one outlier.
    private static readonly string Ramp = string.Join(' ', Enumerable.Range(0, 101).Select(each => each == 60 ? 900 : each));

    [Test]
    public async Task Hover_MiddleOfTheChart_ReadsTheValueThere()
    {
        await PasteAsync("1, 2, 3, 2.5, 1, 2, 50");
        await HoverAsync(0.5);
        string? text = await Page.Locator("#readout").InnerTextAsync();
        Assert.That(text, Does.Contain("position 3").And.Contain("value 2.5").And.Contain("expected 2").And.Not.Contain("outlier"));
        await HoverAsync(0.999);
        Assert.That(await Page.Locator("#readout").InnerTextAsync(), Does.Contain("position 6").And.Contain("value 50").And.Contain("outlier"));
    }

    [Test]
    public async Task Drag_OverTheMiddle_ZoomsToIt()
    {
        await PasteAsync(Ramp);
        LocatorBoundingBoxResult box = (await Plot.BoundingBoxAsync())!;
        float y = box.Y + (box.Height / 2);
        await Page.Mouse.MoveAsync(box.X + (box.Width * 0.255f), y);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(box.X + (box.Width * 0.5f), y);
        await Page.Mouse.MoveAsync(box.X + (box.Width * 0.745f), y);
        await Page.Mouse.UpAsync();
        await Assertions.Expect(View).ToHaveTextAsync("Positions 26 to 74 in view");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Reset" }).ClickAsync();
        await Assertions.Expect(View).ToHaveTextAsync("");
    }

    [Test]
    public async Task Wheel_Up_ZoomsAroundThePointer()
    {
        await PasteAsync(Ramp);
        await HoverAsync(0.6);
        await Page.Mouse.WheelAsync(0, -200);
        await Assertions.Expect(View).ToHaveTextAsync("Positions 24 to 84 in view"); // exp(-0.5) = 61 % of the width
        await Page.Mouse.WheelAsync(0, 2000);
        await Page.Mouse.WheelAsync(0, 2000);
        await Assertions.Expect(View).ToHaveTextAsync("");
    }

    [Test]
    public async Task Buttons_ZoomAndPan_MoveTheView()
    {
        await PasteAsync(Ramp);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Zoom in" }).ClickAsync();
        await Assertions.Expect(View).ToHaveTextAsync("Positions 25 to 75 in view");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Pan right" }).ClickAsync();
        await Assertions.Expect(View).ToHaveTextAsync("Positions 38 to 87 in view");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Pan left" }).ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Zoom out" }).ClickAsync();
        await Assertions.Expect(View).ToHaveTextAsync("");
    }

    [Test]
    public async Task View_ParameterChanged_IsKept()
    {
        await PasteAsync(Ramp);
        await Page.GetByRole(AriaRole.Button, new() { Name = "Zoom in" }).ClickAsync();
        await AnalyzeAsync(() => Page.GetByLabel("Method").SelectOptionAsync("iqr"));
        await Assertions.Expect(View).ToHaveTextAsync("Positions 25 to 75 in view");
    }

    [Test]
    public async Task Position_InTheTable_ShowsTheOutlierInTheChart()
    {
        await PasteAsync(Ramp);
        await Page.GetByRole(AriaRole.Button, new() { Name = "60, show in the chart" }).ClickAsync();
        await Assertions.Expect(View).ToHaveTextAsync("Positions 48 to 72 in view");
        await Assertions.Expect(Page.Locator("#readout")).ToContainTextAsync("position 60");
    }

    [TestCase(ColorScheme.Light, "rgb(245, 246, 248)", 0xc8, 0x32, 0x1a)]
    [TestCase(ColorScheme.Dark, "rgb(15, 18, 23)", 0xff, 0x7d, 0x60)]
    public async Task ColorScheme_Emulated_ColorsThePageAndTheChart(ColorScheme scheme, string page, int red, int green, int blue)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme == ColorScheme.Light ? ColorScheme.Dark : ColorScheme.Light });
        await PasteAsync(Ramp);
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme }); // changes it while the chart is shown
        await Assertions.Expect(Page.Locator("body")).ToHaveCSSAsync("background-color", page);
        await Page.WaitForFunctionAsync( // the outlier's color
            """
            color => {
                const canvas = document.querySelector("#chart canvas");
                const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
                for (let at = 0; at < data.length; at += 4) {
                    if (data[at] === color[0] && data[at + 1] === color[1] && data[at + 2] === color[2] && data[at + 3] === 255) {
                        return true;
                    }
                }
                return false;
            }
            """,
            new[] { red, green, blue });
    }

    [Test]
    public async Task Series_OfHundredThousandValues_IsReadAnalyzedAndPanned()
    {
        double shown = 0;
        JsonElement answer = await AnalyzeAsync(async () => shown = await Page.EvaluateAsync<double>(
            """
            async () => {
                const lines = ["time,load"];
                for (let i = 0; i < 100000; i++) {
                    const load = 50 + 20 * Math.sin(i * Math.PI / 720) + i * 7919 % 13 + (i % 20000 === 15000 ? 200 : 0);
                    lines.push(`${new Date(i * 60000).toISOString()},${load.toFixed(3)}`);
                }
                const dataTransfer = new DataTransfer();
                dataTransfer.items.add(new File([lines.join("\n")], "load.csv"));
                const heading = document.getElementById("result-heading");
                const isShown = new Promise(resolve => new MutationObserver(resolve).observe(heading, { childList: true }));
                const begin = performance.now();
                document.body.dispatchEvent(new DragEvent("drop", { dataTransfer, bubbles: true, cancelable: true }));
                await isShown;
                await new Promise(requestAnimationFrame);
                return await new Promise(requestAnimationFrame) - begin;
            }
            """));
        await Assertions.Expect(Heading).ToHaveTextAsync("5 outliers among 100,000 values");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Zoom in" }).ClickAsync();
        double[] frames = await Page.EvaluateAsync<double[]>(
            """
            async () => {
                const frames = [];
                let last = await new Promise(requestAnimationFrame);
                for (let i = 0; i < 40; i++) {
                    document.getElementById(i % 10 < 5 ? "pan-left" : "pan-right").click();
                    const now = await new Promise(requestAnimationFrame);
                    frames.push(now - last);
                    last = now;
                }
                return frames.sort((a, b) => a - b);
            }
            """);
        TestContext.Out.WriteLine(FormattableString.Invariant(
            $"100,000 values: dropped file to chart {shown:F0} ms, pan frame p50 {frames[20]:F1} ms, p95 {frames[38]:F1} ms"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That((await RowsAsync()).Select(row => row[0]), Is.EqualTo(new[] { "15000", "35000", "55000", "75000", "95000" }));
            Assert.That(answer.GetProperty("count").GetInt32(), Is.EqualTo(100_000));
            Assert.That(frames[20], Is.LessThan(100), "median frame in ms; 17 on a busy machine with two cores");
        }
    }

    private async Task HoverAsync(double share)
    {
        LocatorBoundingBoxResult box = (await Plot.BoundingBoxAsync())!;
        await Plot.HoverAsync(new() { Position = new() { X = (float)(box.Width * share), Y = box.Height / 2 } });
    }
}
