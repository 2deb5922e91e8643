using System.Net;
using MusicAuth.Tests.Notices;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.UserManagement;

/// <summary>
/// All transactions lock the rollback counter before sessions, keys, invitations, channels and calendar addresses. If
/// two transactions used different orders, PostgreSQL would end one of them because of a deadlock.
/// </summary>
public sealed class LockOrderTests : IAsyncLifetime
{
    private Broker _broker = null!;
    private Browser _dora = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(ChannelsOf.PrivateTargets, storage: DatabaseKind.Postgres);
        _dora = await _broker.SignedInAsync("dora", "spotify");
    }

    public async ValueTask DisposeAsync()
    {
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task A_user_can_be_deleted_while_a_session_of_the_user_ends()
    {
        (await SendDuringAsync(HttpMethod.Delete, "/me", "DELETE FROM sessions")).ShouldBe(HttpStatusCode.NoContent);

        _broker.Database.Count("users").ShouldBe(0);
        _broker.Database.Count("grants").ShouldBe(0);
    }

    [Fact]
    public async Task A_key_can_be_revoked_while_its_user_is_deleted()
    {
        await _dora.NewKeyAsync(["library:read"]);
        var key = (await _dora.GetAsync("/me/keys")).GetProperty("items")[0].GetProperty("id").GetString();

        (await SendDuringAsync(HttpMethod.Delete, $"/me/keys/{key}", "DELETE FROM api_keys"))
            .ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_invitation_can_be_revoked_while_its_user_is_deleted()
    {
        using var owner = await _broker.OwnedByAsync("dora");
        var id = (await owner.InviteAsync()).Word("id");

        (await SendDuringAsync(HttpMethod.Delete, $"/users/invitations/{id}", "DELETE FROM invitations"))
            .ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_channel_can_be_deleted_while_its_user_is_deleted()
    {
        var channel = await _dora.AddChannelAsync("ntfy", "https://ntfy.sh/topic");

        (await SendDuringAsync(HttpMethod.Delete, $"/me/channels/{channel.IdOf()}", "DELETE FROM notice_channels"))
            .ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("POST", HttpStatusCode.OK)]
    [InlineData("DELETE", HttpStatusCode.NoContent)]
    public async Task A_calendar_address_can_change_while_its_user_is_deleted(string method, HttpStatusCode expected)
    {
        using (var added = await _dora.SendAsync(HttpMethod.Post, "/me/calendar"))
            added.StatusCode.ShouldBe(HttpStatusCode.OK);

        (await SendDuringAsync(new HttpMethod(method), "/me/calendar", "DELETE FROM calendar_feeds"))
            .ShouldBe(expected);
    }

    /// <summary>
    /// Sends a request while another transaction has locked the counter. That transaction runs the statement as soon as
    /// the request waits for it.
    /// </summary>
    private async Task<HttpStatusCode> SendDuringAsync(HttpMethod method, string path, string statement)
    {
        using var response = await LockConflict.RunAsync(
            _broker, "UPDATE meta SET commits = commits + 1", statement, () => _dora.SendAsync(method, path));
        return response.StatusCode;
    }
}
