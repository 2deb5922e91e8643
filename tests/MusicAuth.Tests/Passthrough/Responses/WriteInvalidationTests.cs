using Microsoft.AspNetCore.Http;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Responses;

/// <summary>A write drops the cached responses before its client can send the next request.</summary>
public sealed class WriteInvalidationTests() : HostilePassthroughTest(cacheSeconds: 60)
{
    // Longer than the buffers between the broker and a client that reads only the headers.
    private const int ResponseLength = 900_000;

    private int _version = 1;

    public static TheoryData<string, string, string> Writes => new()
    {
        { "PUT", "/spotify/v1/playlists/p", "/spotify/v1/me/tracks" },
        { "PUT", $"/spotify/v1/me/tracks?ids={string.Join(',', Enumerable.Range(0, 41))}", "/spotify/v1/me/tracks" },
        { "DELETE", "/deezer/playlist/1", "/deezer/user/me/playlists" },
    };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Provider.Api = context => HttpMethods.IsGet(context.Request.Method)
            ? HostileResponses.Json(context, $$"""{"version":{{_version}}}""")
            : context.Response.WriteAsync(new string('x', ResponseLength));
    }

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task A_client_that_has_the_status_of_its_write_reads_no_older_response(
        string method, string write, string read)
    {
        (await App.GetStringAsync(read)).ShouldBe("""{"version":1}""");
        _version = 2;
        using var request = new HttpRequestMessage(new HttpMethod(method), write);

        using var answer = await App.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);

        answer.IsSuccessStatusCode.ShouldBeTrue();
        (await App.GetStringAsync(read)).ShouldBe("""{"version":2}""");
    }
}
