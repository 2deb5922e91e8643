using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Sandbox;

/// <summary>The faults of lists that users of the live services have reported.</summary>
public sealed class ListFaultTests : IAsyncLifetime
{
    private TestSandbox _sandbox = null!;
    private string _token = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await TestSandbox.StartAsync();
        await _sandbox.ControlAsync(HttpMethod.Put, "users",
            """
            {"people":[{"name":"erin","odd":false,
              "spotify":{"playlists":2,"favorites":60},"deezer":{"playlists":1,"favorites":60}}]}
            """);
        (_token, _) = await _sandbox.SignInAsync("erin");
    }

    public ValueTask DisposeAsync() => _sandbox.DisposeAsync();

    [Theory]
    [InlineData("?offset=60", 500)]
    [InlineData("?offset=61&limit=50", 500)]
    [InlineData("?offset=59", 200)]
    [InlineData("", 200)]
    public async Task A_page_at_the_end_of_a_list_can_be_a_server_error(string query, int status)
    {
        await _sandbox.FaultsAsync("""{"rules":[{"kind":"past_end","path":"/me/tracks"}]}""");

        using var answer = await _sandbox.SpotifyAsync(_token, $"/me/tracks{query}");

        ((int)answer.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task The_last_page_can_be_filled_up_with_the_first_entries()
    {
        await _sandbox.FaultsAsync("""{"rules":[{"kind":"over_full"}]}""");

        var first = await PageAsync("?limit=50");
        var last = await PageAsync("?limit=50&offset=50");

        IdsOf(first).Length.ShouldBe(50);
        IdsOf(last).Length.ShouldBe(50);
        IdsOf(last)[10..].ShouldBe(IdsOf(first)[..40]);
        ((int)last["total"]!).ShouldBe(60);
    }

    [Fact]
    public async Task A_page_can_have_more_items_than_the_limit()
    {
        await _sandbox.FaultsAsync("""{"rules":[{"kind":"over_full","by":30}]}""");

        IdsOf(await PageAsync("?limit=20")).Length.ShouldBe(30);
    }

    [Fact]
    public async Task A_page_can_begin_before_the_requested_offset_and_states_its_own_offset()
    {
        var whole = IdsOf(await PageAsync("?limit=50"));
        await _sandbox.FaultsAsync("""{"rules":[{"kind":"shifted","by":5}]}""");

        var page = await PageAsync("?limit=10&offset=20");

        ((int)page["offset"]!).ShouldBe(15);
        IdsOf(page).ShouldBe(whole[15..25]);
    }

    [Fact]
    public async Task A_page_of_Deezer_can_have_too_many_items_too()
    {
        await _sandbox.FaultsAsync("""{"deezer_quota":false,"rules":[{"kind":"over_full","provider":"deezer"}]}""");
        var token = await _sandbox.DeezerSignInAsync("erin");

        var page = await _sandbox.DeezerAsync($"/user/me/tracks?limit=50&index=50&access_token={token}");

        page["data"]!.AsArray().Count.ShouldBe(50);
    }

    [Theory]
    [InlineData("items.1.track.duration_ms", """ "value":{"a":1.0} """, """ "duration_ms":{"a":1.0} """)]
    [InlineData("items.1.track.name", """ "text":"\"Summer \\ud83d\"" """, """ "name":"Summer \ud83d" """)]
    [InlineData("items.1", """ "text":"[]" """, ",[],")]
    [InlineData("total", """ "text":"1e400" """, """ "total":1e400 """)]
    [InlineData("items.0.new", """ "value":null """, """ "new":null """)]
    public async Task One_value_of_a_response_can_be_replaced_by_any_text(string member, string value, string expected)
    {
        await _sandbox.FaultsAsync($$"""{"rules":[{"kind":"odd_value","member":"{{member}}",{{value}}}]}""");

        using var answer = await _sandbox.SpotifyAsync(_token, "/me/tracks");
        (await answer.Content.ReadAsStringAsync()).ShouldContain(expected.Trim());
    }

    [Fact]
    public async Task One_value_of_a_response_can_be_bytes_that_are_not_UTF8()
    {
        await _sandbox.FaultsAsync(
            """{"rules":[{"kind":"odd_value","member":"display_name","hex":"22 5a 6f c3 22"}]}""");

        using var answer = await _sandbox.SpotifyAsync(_token, "/me");

        var body = await answer.Content.ReadAsByteArrayAsync();
        byte[] cut = [.. "\"Zo"u8, 0xc3, (byte)'"'];
        body.AsSpan().IndexOf(cut).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_member_of_a_token_response_can_be_replaced_too()
    {
        await _sandbox.FaultsAsync(
            """{"rules":[{"kind":"odd_value","on":"token","member":"scope","text":"\"\""}]}""");

        var (status, body) = await _sandbox.RedeemAsync(await _sandbox.CodeAsync("erin"));

        (status, (string?)body["scope"]).ShouldBe((200, ""));
    }

    private Task<JsonNode> PageAsync(string query) => _sandbox.SpotifyJsonAsync(_token, $"/me/tracks{query}");

    private static string[] IdsOf(JsonNode page) =>
        [.. page["items"]!.AsArray().Select(item => (string)item!["track"]!["id"]!)];
}
