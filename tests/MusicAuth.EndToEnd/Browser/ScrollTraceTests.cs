using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace MusicAuth.EndToEnd.Browser;

/// <summary>Scrolls through 5,320 rows under Chromium's trace, and prints the longest frame.</summary>
public sealed class ScrollTraceTests(BrowserFixture world) : BrowserTest(world)
{
    private const int PixelsPerSecond = 20_000;
    private const double MillisecondsOfAFrame = 50;

    private readonly ConcurrentBag<JsonElement> _events = [];

    [LongFact]
    public async Task A_scroll_through_all_favourites_reports_its_longest_frame()
    {
        var home = await OpenAsync();
        if (await home.ConnectButton("spotify").IsVisibleAsync()) await SignInAsync(home, "spotify", "alma");
        await home.OpenTabAsync("favorites");
        if (await home.Part("provider-filter").IsVisibleAsync()) await home.FilterAsync("spotify");
        await home.LoadAll.ClickAsync();
        await Expect(home.Summary).ToHaveTextAsync("5,320 tracks");

        await TraceScrollAsync(home.Window.Page);

        await Expect(home.Tracks.Last).ToHaveAttributeAsync("aria-posinset", "5320");
        Report();
    }

    private async Task TraceScrollAsync(IPage page)
    {
        var chromium = await page.Context.NewCDPSessionAsync(page);
        var complete = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        chromium.Event("Tracing.dataCollected").OnEvent += (_, message) => Collect(message!.Value);
        chromium.Event("Tracing.tracingComplete").OnEvent += (_, _) => complete.TrySetResult();
        await page.EvaluateAsync("scrollTo(0, 0)");
        var distance = await page.EvaluateAsync<int>("document.documentElement.scrollHeight");
        await chromium.SendAsync("Tracing.start", new()
        {
            ["categories"] = "devtools.timeline,disabled-by-default-devtools.timeline,"
                + "disabled-by-default-devtools.timeline.frame",
            ["transferMode"] = "ReportEvents",
        });
        await chromium.SendAsync("Input.synthesizeScrollGesture", new()
        {
            ["x"] = 640,
            ["y"] = 600,
            ["yDistance"] = -distance,
            ["speed"] = PixelsPerSecond,
            ["gestureSourceType"] = "mouse",
        });
        await chromium.SendAsync("Tracing.end");
        await complete.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await chromium.DetachAsync();
    }

    private void Collect(JsonElement message)
    {
        foreach (var traced in message.GetProperty("value").EnumerateArray()) _events.Add(traced.Clone());
    }

    // On a busy machine a task waits for the processor; its processor time is its own.
    private void Report()
    {
        // The thread that has laid out the page is the page's main thread.
        var main = ThreadOf(_events.First(traced => NameOf(traced) is "UpdateLayoutTree" or "Layout"));
        JsonElement[] tasks =
            [.. _events.Where(traced => NameOf(traced) is "RunTask" && ThreadOf(traced) == main)];
        tasks.ShouldNotBeEmpty();
        var longest = tasks.Max(task => Milliseconds(task, "dur"));
        var own = tasks.Max(task => Milliseconds(task, "tdur"));
        var late = tasks.Count(task => Milliseconds(task, "dur") > MillisecondsOfAFrame);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"5,320 rows at {PixelsPerSecond:N0} pixels a second, "
            + $"{_events.Count(traced => NameOf(traced) is "DrawFrame")} frames drawn. The longest task of the main "
            + $"thread took {longest:F1} ms, {late} of {tasks.Length} took more than {MillisecondsOfAFrame:F0} ms. "
            + $"The longest processor time of a task was {own:F1} ms."));
    }

    private static (int Process, int Thread) ThreadOf(JsonElement traced) =>
        (traced.GetProperty("pid").GetInt32(), traced.GetProperty("tid").GetInt32());

    private static double Milliseconds(JsonElement traced, string member) =>
        traced.TryGetProperty(member, out var duration) ? duration.GetDouble() / 1000 : 0;

    private static string? NameOf(JsonElement traced) => traced.GetProperty("name").GetString();
}
