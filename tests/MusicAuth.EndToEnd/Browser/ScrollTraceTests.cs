using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>
/// A scroll through 5,320 rows under Chromium's trace: no frame takes longer than 50 ms, or, on a busy machine, than
/// twice the longest frame of a page without rows; and no task takes more processor time than 50 ms, or, on a slow
/// machine, than twice the longest task that shows the list.
/// </summary>
[Collection(nameof(UndisturbedBrowser))]
public sealed class ScrollTraceTests(BrowserFixture fixture) : BrowserTest(fixture)
{
    private const int PixelsPerSecond = 20_000;
    private const double MillisecondsOfAFrame = 50;

    // Other programs on a busy machine displace cached data, which costs processor time too.
    private const int Attempts = 3;

    private readonly ConcurrentBag<JsonElement> _events = [];

    [LongFact]
    public async Task A_scroll_through_all_favourites_has_no_long_frame_and_no_long_task()
    {
        var home = await OpenAsync();
        if (await home.ConnectButton("spotify").IsVisibleAsync()) await SignInAsync(home, "spotify", "alma");
        await home.OpenTabAsync("favorites");
        if (await home.Part("provider-filter").IsVisibleAsync()) await home.FilterAsync("spotify");
        await home.LoadAll.ClickAsync();
        await Expect(home.Summary).ToHaveTextAsync("5,320 tracks");

        await home.OpenTabAsync("playlists");
        await TraceAsync(home.Window.Page, _ => home.OpenTabAsync("favorites"));
        var limit = Math.Max(MillisecondsOfAFrame, 2 * LongestTask("the list shown once"));
        var (frame, task) = (double.MaxValue, double.MaxValue);
        for (var attempt = 0; attempt < Attempts && (frame > MillisecondsOfAFrame || task > limit); attempt++)
        {
            await home.Window.Page.EvaluateAsync("scrollTo(0, 0)");
            await TraceAsync(home.Window.Page, ScrollAsync);
            await Expect(home.Tracks.Last).ToHaveAttributeAsync("aria-posinset", "5320");
            frame = Math.Min(frame, LongestFrame("5,320 rows"));
            task = Math.Min(task, LongestTask("5,320 rows"));
        }

        task.ShouldBeLessThanOrEqualTo(limit);
        await Expect(home.Tracks.Last.Locator("img.cover")).ToBeVisibleAsync();
        if (frame > MillisecondsOfAFrame)
            frame.ShouldBeLessThanOrEqualTo(2 * await LongestFrameOfStripesAsync(home.Window.Page));
    }

    // Measures a page of the same length without rows: this machine draws no faster at the moment.
    private async Task<double> LongestFrameOfStripesAsync(IPage page)
    {
        await page.EvaluateAsync(
            """
            const stripes = document.createElement("div");
            stripes.style.height = `${document.documentElement.scrollHeight}px`;
            stripes.style.background = "repeating-linear-gradient(#fff 0 32px, #ccc 32px 64px)";
            document.body.replaceChildren(stripes);
            scrollTo(0, 0);
            """);
        await TraceAsync(page, ScrollAsync);
        return LongestFrame("stripes");
    }

    private static async Task ScrollAsync(ICDPSession chromium)
    {
        var size = await chromium.SendAsync("Page.getLayoutMetrics");
        var height = size!.Value.GetProperty("cssContentSize").GetProperty("height").GetDouble();
        await chromium.SendAsync("Input.synthesizeScrollGesture", new()
        {
            ["x"] = 640,
            ["y"] = 600,
            ["yDistance"] = -height,
            ["speed"] = PixelsPerSecond,
            ["gestureSourceType"] = "mouse",
        });
    }

    private async Task TraceAsync(IPage page, Func<ICDPSession, Task> work)
    {
        _events.Clear();
        var chromium = await page.Context.NewCDPSessionAsync(page);
        var complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        chromium.Event("Tracing.dataCollected").OnEvent += (_, message) => Collect(message!.Value);
        chromium.Event("Tracing.tracingComplete").OnEvent += (_, _) => complete.TrySetResult();
        await chromium.SendAsync("Tracing.start", new()
        {
            ["categories"] = "devtools.timeline,disabled-by-default-devtools.timeline,"
                + "disabled-by-default-devtools.timeline.frame",
            ["transferMode"] = "ReportEvents",
        });
        await work(chromium);
        await chromium.SendAsync("Tracing.end");
        await complete.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await chromium.DetachAsync();
    }

    private void Collect(JsonElement message)
    {
        foreach (var traced in message.GetProperty("value").EnumerateArray()) _events.Add(traced.Clone());
    }

    /// <returns>The longest time between two drawn frames.</returns>
    private double LongestFrame(string label)
    {
        var page = TreeOf(_events.First(traced => NameOf(traced) is "DrawFrame"));
        var (longest, late, drawn, before, isDropped) = (0.0, 0, 0, 0.0, false);
        foreach (var traced in _events
            .Where(traced => NameOf(traced) is "DrawFrame" or "DroppedFrame" && TreeOf(traced) == page)
            .OrderBy(traced => Milliseconds(traced, "ts"))
            .SkipWhile(traced => NameOf(traced) is "DroppedFrame"))
        {
            if (NameOf(traced) is "DroppedFrame")
            {
                isDropped = true;
                continue;
            }

            var now = Milliseconds(traced, "ts");
            // Without a dropped frame in between, Chromium had nothing to draw.
            if (isDropped && now - before > MillisecondsOfAFrame) late++;
            if (isDropped) longest = Math.Max(longest, now - before);
            (before, isDropped, drawn) = (now, false, drawn + 1);
        }

        Print(string.Create(CultureInfo.InvariantCulture,
            $"{label} at {PixelsPerSecond:N0} pixels a second: {drawn} frames drawn, {late} of them after more than "
            + $"{MillisecondsOfAFrame:F0} ms, the longest after {longest:F1} ms."));
        return longest;
    }

    // On a busy machine a task waits for the processor, so the test compares processor times.
    /// <returns>The longest processor time of a task.</returns>
    private double LongestTask(string label)
    {
        // The thread that has laid out the page is the page's main thread.
        var main = ThreadOf(_events.First(traced => NameOf(traced) is "UpdateLayoutTree" or "Layout"));
        JsonElement[] tasks =
            [.. _events.Where(traced => NameOf(traced) is "RunTask" && ThreadOf(traced) == main)];
        tasks.ShouldNotBeEmpty();
        var longest = tasks.Max(task => Milliseconds(task, "dur"));
        var processorTime = tasks.Max(task => Milliseconds(task, "tdur"));
        var late = tasks.Count(task => Milliseconds(task, "dur") > MillisecondsOfAFrame);
        Print(string.Create(CultureInfo.InvariantCulture,
            $"{label}: the longest task of the main thread took {longest:F1} ms, {late} of {tasks.Length} took more "
            + $"than {MillisecondsOfAFrame:F0} ms. The longest processor time of a task was {processorTime:F1} ms."));
        return processorTime;
    }

    private static void Print(string measured) => TestContext.Current.TestOutputHelper?.WriteLine(measured);

    private static int TreeOf(JsonElement traced) =>
        traced.GetProperty("args").GetProperty("layerTreeId").GetInt32();

    private static (int Process, int Thread) ThreadOf(JsonElement traced) =>
        (traced.GetProperty("pid").GetInt32(), traced.GetProperty("tid").GetInt32());

    private static double Milliseconds(JsonElement traced, string member) =>
        traced.TryGetProperty(member, out var duration) ? duration.GetDouble() / 1000 : 0;

    private static string? NameOf(JsonElement traced) => traced.GetProperty("name").GetString();
}
