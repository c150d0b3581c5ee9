using Microsoft.Playwright;

namespace OutliersNative.Service.Tests.Page;

internal sealed class AccessibilityTests : PageTests
{
    private static readonly string Axe =
        File.ReadAllText(Path.Combine(ServiceProcess.Repository, "managed/OutliersNative.Service/node_modules/axe-core/axe.min.js"));

    [TestCase(ColorScheme.Light)]
    [TestCase(ColorScheme.Dark)]
    public async Task Axe_EachState_FindsNoViolation(ColorScheme scheme)
    {
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        string[] empty = await ViolationsAsync();
        await ChooseFileAsync("bad.csv", "a\n1\nx\n");
        await Assertions.Expect(Problem).ToBeVisibleAsync();
        string[] problem = await ViolationsAsync();
        await SampleAsync();
        await Page.GetByText("More options").ClickAsync();
        await Plot.HoverAsync();
        string[] result = await ViolationsAsync();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(empty, Is.Empty);
            Assert.That(problem, Is.Empty);
            Assert.That(result, Is.Empty);
        }
    }

    [Test]
    public async Task Keyboard_Alone_GetsFromTheSampleToAnOutlier()
    {
        await TabToAsync("#file");
        Assert.That(await Page.EvaluateAsync<int>("() => document.activeElement.offsetWidth"), Is.EqualTo(1), "the button is shown in its place, with the focus");
        await TabToAsync("#sample");
        await AnalyzeAsync(() => Page.Keyboard.PressAsync("Enter"));
        await Assertions.Expect(Page.Locator("#source-summary")).ToBeFocusedAsync();

        await TabToAsync("#chart");
        ILocator spoken = Page.Locator("#spoken");
        await Page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(spoken).ToContainTextAsync("position 1, value");
        await Page.Keyboard.PressAsync("n");
        await Assertions.Expect(spoken).ToHaveTextAsync("2024-01-03T19:00, position 67, value 33.31, expected 23.8792, bounds 20.5334 to 27.2249, score 11.2751, outlier");
        await Page.Keyboard.PressAsync("+");
        await Assertions.Expect(View).ToHaveTextAsync("Positions 34 to 285 in view"); // half of the width, and the outlier stays where it is
        await Page.Keyboard.PressAsync("Shift+ArrowRight");
        await Assertions.Expect(View).ToHaveTextAsync("Positions 84 to 335 in view");
        await Page.Keyboard.PressAsync("0");
        await Assertions.Expect(View).ToHaveTextAsync("");

        await TabToAsync("th.score button");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.Locator("th.score[aria-sort=descending]")).ToHaveCountAsync(1);
        Assert.That((await RowsAsync()).Select(row => row[0]), Is.EqualTo(new[] { "262", "67", "438", "263", "371", "151" }));
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(Page.Locator("th.score[aria-sort=ascending]")).ToHaveCountAsync(1);

        await TabToAsync("button.reveal");
        await Page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(View).ToHaveTextAsync("Positions 91 to 211 in view");
    }

    [Test]
    public async Task Narrow_Phone_HasNoHorizontalScrolling()
    {
        await Page.SetViewportSizeAsync(390, 844);
        await SampleAsync();
        Assert.That(await Page.EvaluateAsync<int>("() => document.documentElement.scrollWidth"), Is.EqualTo(390));
        await Assertions.Expect(Plot).ToBeVisibleAsync();
    }

    private async Task TabToAsync(string selector)
    {
        for (int i = 0; i < 40; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await Page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }
        }
        Assert.Fail($"40 times Tab did not get to {selector}.");
    }

    private async Task<string[]> ViolationsAsync()
    {
        await Page.EvaluateAsync(Axe);
        return await Page.EvaluateAsync<string[]>(
            "async () => (await axe.run()).violations.flatMap(each => each.nodes.map(node => `${each.id}: ${node.target} ${node.failureSummary}`))");
    }
}
