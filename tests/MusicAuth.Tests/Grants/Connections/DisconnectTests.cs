using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.Connections;

/// <summary>The responses to a disconnect without a connection or with an unknown provider.</summary>
public sealed class DisconnectTests() : SignedInTest("spotify")
{
    [Theory]
    [InlineData("deezer", "not_connected")]
    [InlineData("tidal", "unknown_provider")]
    [InlineData("Spotify", "unknown_provider")]
    public async Task Disconnecting_an_unknown_connection_is_a_404_and_changes_nothing(string provider, string code)
    {
        (await DisconnectAsync(provider)).ShouldBe((404, code));
        (await Dora.GetAsync("/me/connections")).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task A_second_disconnect_finds_no_connection()
    {
        (await DisconnectAsync("spotify")).ShouldBe((204, ""));
        (await DisconnectAsync("spotify")).ShouldBe((404, "not_connected"));
    }

    private async Task<(int Status, string Code)> DisconnectAsync(string provider)
    {
        using var answer = await Dora.SendAsync(HttpMethod.Delete, $"/me/connections/{provider}");
        return ((int)answer.StatusCode, answer.StatusCode is HttpStatusCode.NoContent
            ? ""
            : (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()!);
    }
}
