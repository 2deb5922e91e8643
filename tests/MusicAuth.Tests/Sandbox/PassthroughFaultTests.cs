using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

/// <summary>The faults that a proxy must handle, and the echo that shows its requests.</summary>
public sealed class PassthroughFaultTests
{
    [Fact]
    public async Task The_echo_returns_the_request_unchanged_with_or_without_a_token()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/spotify/v1/_echo/a%2Fb//c?x=1&x=%20");
        request.Headers.Add("X-Mine", ["one", "two"]);
        request.Content = new StringContent("søren", Encoding.UTF8, "text/plain");
        using var answer = await sandbox.Http.SendAsync(request);
        var seen = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        ((string?)seen["method"], (string?)seen["target"], (string?)seen["text"], (int)seen["body_length"]!)
            .ShouldBe(("POST", "/spotify/v1/_echo/a%2Fb//c?x=1&x=%20", "søren", 6));
        seen["query"]!["x"]!.AsArray().Select(value => (string?)value).ShouldBe(["1", " "]);
        ((string?)seen["headers"]!["x-mine"]![0]).ShouldBe("one, two");
        (await sandbox.DeezerAsync("/_echo/any?access_token=t"))["query"]!["access_token"]![0]!.ToString()
            .ShouldBe("t");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(65_536)]
    [InlineData(3_000_001)]
    public async Task A_large_response_has_the_requested_length_and_is_JSON(int bytes)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var body = await sandbox.Http.GetByteArrayAsync($"/deezer/_large?bytes={bytes}");
        body.Length.ShouldBe(Math.Max(1024, bytes));
        ((string)JsonNode.Parse(body)!["next"]!).ShouldContain("/deezer/_large?offset=1");
        await sandbox.FaultsAsync($$"""{"rules":[{"kind":"large","bytes":{{bytes}}}]}""");
        (await sandbox.Http.GetByteArrayAsync("/spotify/v1/me")).Length.ShouldBe(Math.Max(1024, bytes));
    }

    [Fact]
    public async Task A_chunked_response_is_cut_off_after_its_first_bytes()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync("""{"rules":[{"kind":"cut","bytes":20,"chunked":true}]}""");
        using var answer = await sandbox.Http.GetAsync(
            "/deezer/search?q=tide", HttpCompletionOption.ResponseHeadersRead);
        answer.Content.Headers.ContentLength.ShouldBeNull();
        await using var stream = await answer.Content.ReadAsStreamAsync();
        var buffer = new byte[20];
        await stream.ReadExactlyAsync(buffer);
        Encoding.UTF8.GetString(buffer).ShouldStartWith("{\"data\":[");
        await Should.ThrowAsync<IOException>(async () => await stream.ReadExactlyAsync(buffer));
    }

    [Fact]
    public async Task A_complete_message_can_contain_truncated_JSON()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        await sandbox.FaultsAsync("""{"rules":[{"kind":"truncated","bytes":30}]}""");
        (await sandbox.Http.GetByteArrayAsync("/deezer/search?q=tide")).Length.ShouldBe(30);
    }

    [Fact]
    public async Task A_stalled_response_sends_its_headers_and_waits_for_the_clock()
    {
        var time = new FakeTimeProvider(TestSandbox.Start);
        await using var sandbox = await TestSandbox.StartAsync(new() { TimeProvider = time });
        await sandbox.FaultsAsync("""{"rules":[{"kind":"stall","delay_ms":30000}]}""");
        using var answer = await sandbox.Http.GetAsync(
            "/deezer/search?q=tide", HttpCompletionOption.ResponseHeadersRead);
        var body = answer.Content.ReadAsStringAsync();
        body.IsCompleted.ShouldBeFalse();
        while (!body.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        (await body).ShouldEndWith("}");
    }

    [Fact]
    public async Task A_response_can_have_a_wrong_type_be_compressed_or_have_a_hundred_thousand_bytes_of_headers()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        async Task<HttpResponseMessage> WithAsync(string rules)
        {
            await sandbox.FaultsAsync($$"""{"rules":[{{rules}}]}""");
            return await sandbox.Http.GetAsync("/deezer/search?q=tide");
        }

        using var wrongType = await WithAsync("""{"kind":"html"},{"kind":"content_type","text":"application/json"}""");
        wrongType.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await wrongType.Content.ReadAsStringAsync()).ShouldStartWith("<html>");
        using var other = await WithAsync("""{"kind":"content_type","text":"text/html"}""");
        (await other.Content.ReadAsStringAsync()).ShouldStartWith("{\"data\"");
        using var zipped = await WithAsync("""{"kind":"gzip"}""");
        await using var plain = new GZipStream(await zipped.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        (await JsonNode.ParseAsync(plain))!["data"].ShouldNotBeNull();
        using var found = await WithAsync("""{"kind":"redirect","status":302,"location":"http://127.0.0.1:1/x"}""");
        ((int)found.StatusCode).ShouldBe(302);
        await Should.ThrowAsync<HttpRequestException>(() => WithAsync("""{"kind":"headers"}"""));
        using var few = await WithAsync("""{"kind":"headers","bytes":5000}""");
        few.Headers.GetValues("X-Sandbox-1").Single().Length.ShouldBe(904);
    }

    [Theory]
    [InlineData("name", @"access\u005ftoken=")]
    [InlineData("letters", @"\u0061\u0063\u0063\u0065\u0073\u0073\u005f\u0074\u006f\u006b\u0065\u006e=")]
    [InlineData("percent", "access%5Ftoken=")]
    [InlineData("slashes", "http://127.0.0.1")]
    [InlineData("upper_host", @"HTTP:\/\/127.0.0.1")]
    [InlineData("token", @"access_token=\u0066\u0072")]
    [InlineData("bare", "{\"session\":\"fr")]
    public async Task A_token_can_be_written_so_that_a_text_search_misses_it(string way, string seen)
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var token = await sandbox.DeezerSignInAsync("alma");
        await sandbox.FaultsAsync($$"""{"rules":[{"kind":"disguise","text":"{{way}}"}]}""");
        var body = await sandbox.Http.GetStringAsync($"/deezer/user/me/tracks?access_token={token}");
        body.ShouldContain(seen);
        Uri.UnescapeDataString((string)JsonNode.Parse(body)!["next"]!).ShouldContain("access_token=" + token);
    }

    [Fact]
    public async Task A_response_can_be_one_word_or_arrive_in_small_pieces()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        var path = $"/deezer/user/me/tracks?access_token={await sandbox.DeezerSignInAsync("alma")}";
        var whole = await sandbox.Http.GetStringAsync(path);

        await sandbox.FaultsAsync("""{"rules":[{"kind":"word"}]}""");
        using var word = await sandbox.Http.GetAsync(path);
        word.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await word.Content.ReadAsStringAsync()).ShouldBe("Hx7mQzWpLr4TvCbK");
        await sandbox.FaultsAsync("""{"rules":[{"kind":"trickle","bytes":1024,"delay_ms":0}]}""");
        (await sandbox.Http.GetStringAsync(path)).ShouldBe(whole);
    }

    [Fact]
    public async Task An_unknown_disguise_is_refused()
    {
        await using var sandbox = await TestSandbox.StartAsync();
        using var answer = await sandbox.Http.PutAsync("/_sandbox/faults",
            new StringContent("""{"rules":[{"kind":"disguise","text":"beard"}]}"""));
        ((int)answer.StatusCode).ShouldBe(400);
    }
}
