using System.Net;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Upstream.Calls;

public sealed class ProviderCallSenderTests
{
    private const string Good = """{"value":1}""";

    private readonly CallSenderUnderTest _calls = new();

    public static TheoryData<int, string, UpstreamFault> Statuses => new()
    {
        { 401, "", UpstreamFault.Unauthorized },
        { 403, "<html>", UpstreamFault.Forbidden },
        { 404, """{"error":{"status":404}}""", UpstreamFault.NotFound },
        { 429, "Too many requests", UpstreamFault.RateLimited },
        { 500, "", UpstreamFault.Unavailable },
        { 502, "<html><title>502 Server Error</title>", UpstreamFault.Unavailable },
        { 503, "upstream connect error", UpstreamFault.Unavailable },
        { 301, "", UpstreamFault.InvalidAnswer },
        { 302, "", UpstreamFault.InvalidAnswer },
        { 307, Good, UpstreamFault.InvalidAnswer },
        { 308, Good, UpstreamFault.InvalidAnswer },
        { 400, "", UpstreamFault.InvalidAnswer },
        { 200, "", UpstreamFault.InvalidAnswer },
        { 200, "null", UpstreamFault.InvalidAnswer },
        { 200, "true", UpstreamFault.InvalidAnswer },
        { 200, "<html>Please try again</html>", UpstreamFault.InvalidAnswer },
        { 200, """{"value":""", UpstreamFault.InvalidAnswer },
        { 200, """{"value":1}}""", UpstreamFault.InvalidAnswer },
        { 200, """{"value":{"x":[[[1]]]}}""", UpstreamFault.InvalidAnswer },
        { 204, "", UpstreamFault.InvalidAnswer },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task Every_unusable_response_has_its_fault(int status, string body, UpstreamFault fault)
    {
        var failure = await Failure(() => StubHandler.Text(body, (HttpStatusCode)status));

        failure.Fault.ShouldBe(fault);
        failure.Provider.ShouldBe("spotify");
        if (fault is UpstreamFault.Unavailable or UpstreamFault.RateLimited)
            failure.RetryAfter.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Deep_nesting_is_an_invalid_response() =>
        (await Failure(() => StubHandler.Json($$"""{"other":{{new string('[', 100_000)}}""")))
            .Fault.ShouldBe(UpstreamFault.InvalidAnswer);

    [Fact]
    public async Task A_connection_that_fails_is_unavailable() =>
        (await Failure(() => throw new HttpRequestException("refused"))).Fault.ShouldBe(UpstreamFault.Unavailable);

    [Fact]
    public async Task A_truncated_body_is_an_invalid_response()
    {
        var truncated = new BrokenStream(System.Text.Encoding.UTF8.GetBytes("""{"val"""));

        var failure = await Failure(() => new HttpResponseMessage { Content = new StreamContent(truncated) });

        failure.Fault.ShouldBe(UpstreamFault.InvalidAnswer);
    }

    [Fact]
    public async Task An_unrequested_encoding_is_an_invalid_response()
    {
        var failure = await Failure(() =>
        {
            var answer = StubHandler.Json(Good);
            answer.Content.Headers.ContentEncoding.Add("gzip");
            return answer;
        });

        failure.Fault.ShouldBe(UpstreamFault.InvalidAnswer);
    }

    [Theory]
    [InlineData("compressed")]
    [InlineData("too large")]
    public async Task The_status_of_an_error_counts_whatever_its_body_is(string body)
    {
        var failure = await Failure(() =>
        {
            var answer = StubHandler.Text("", HttpStatusCode.TooManyRequests);
            answer.Headers.TryAddWithoutValidation("Retry-After", "600");
            if (body == "compressed")
                answer.Content.Headers.ContentEncoding.Add("gzip");
            else
                answer.Content.Headers.ContentLength = ProviderCallSender.MaxBodyBytes + 1;
            return answer;
        });

        failure.Fault.ShouldBe(UpstreamFault.RateLimited);
        failure.RetryAfter.ShouldBe(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task Reading_stops_after_ten_megabytes()
    {
        var endless = new EndlessStream();

        var failure = await Failure(() => new HttpResponseMessage { Content = new StreamContent(endless) });

        failure.Fault.ShouldBe(UpstreamFault.InvalidAnswer);
        endless.BytesRead.ShouldBeInRange(
            ProviderCallSender.MaxBodyBytes, ProviderCallSender.MaxBodyBytes + (4 * 1024 * 1024));
    }

    [Fact]
    public async Task A_slow_body_ends_at_the_deadline()
    {
        var sent = new TaskCompletionSource();
        var handler = new StubHandler(_ =>
        {
            sent.SetResult();
            return new HttpResponseMessage { Content = new StreamContent(new HangingStream()) };
        });

        var sending = _calls.Send(handler);
        await sent.Task;
        _calls.Clock.Advance(TimeSpan.FromSeconds(7.9));
        sending.IsCompleted.ShouldBeFalse();
        _calls.Clock.Advance(TimeSpan.FromSeconds(0.2));

        var failure = await Should.ThrowAsync<UpstreamException>(sending.WaitAsync(TimeSpan.FromMinutes(1)));
        failure.Fault.ShouldBe(UpstreamFault.Unavailable);
    }

    [Fact]
    public async Task A_cancellation_by_the_caller_stays_a_cancellation()
    {
        using var caller = new CancellationTokenSource();
        var handler = new StubHandler(async (_, stop) =>
        {
            await caller.CancelAsync();
            stop.ThrowIfCancellationRequested();
            return StubHandler.Json(Good);
        });

        await Should.ThrowAsync<OperationCanceledException>(_calls.Send(handler, caller.Token));
        _calls.Logger.Collector.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_fault_is_logged_without_body_and_query()
    {
        await Failure(() => StubHandler.Text("BODY", HttpStatusCode.BadGateway));

        var line = _calls.Logger.LatestRecord.Message;
        line.ShouldContain("spotify");
        line.ShouldContain("502");
        line.ShouldNotContain("SECRET");
        line.ShouldNotContain("BODY");
    }

    [Fact]
    public async Task A_success_is_read_completely() =>
        (await _calls.Send(() => StubHandler.Json(Good))).Value.ShouldBe(1);

    private Task<UpstreamException> Failure(Func<HttpResponseMessage> answer) =>
        Should.ThrowAsync<UpstreamException>(_calls.Send(answer));
}
