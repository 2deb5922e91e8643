using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn.PendingLinks;

/// <summary>T32: the lifetime of a pending link, and the erasure of its tokens.</summary>
public abstract class PendingLinkLifetimeTests(DatabaseKind storage) : IAsyncLifetime
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private Broker _broker = null!;
    private Browser _dora = null!;

    public async ValueTask InitializeAsync()
    {
        _broker = await Broker.StartAsync(storage: storage);
        _dora = await _broker.SignedInAsync("dora", "spotify");
        (await _dora.SignInUnansweredAsync("deezer", "dora")).ShouldBe("/?link=1");
    }

    public async ValueTask DisposeAsync()
    {
        _dora.Dispose();
        await _broker.DisposeAsync();
    }

    [Fact]
    public async Task A_pending_link_is_valid_for_ten_minutes()
    {
        _broker.Clock.Advance(Lifetime - TimeSpan.FromSeconds(1));
        await _dora.GetAsync("/me/pending-link");
        _broker.Clock.Advance(TimeSpan.FromSeconds(1));

        await _dora.GetAsync("/me/pending-link", HttpStatusCode.NotFound);
        foreach (var accept in new[] { true, false })
        {
            using var late = await _dora.AnswerLinkAsync(accept);
            late.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }

        _broker.Database.Count("identities").ShouldBe(1);
        (await _dora.SignInUnansweredAsync("deezer", "dora"))
            .ShouldBe("/?link=1", "an expired pending link must not block another one");
    }

    [Fact]
    public async Task An_expired_pending_link_is_erased()
    {
        var tokens = Tokens();
        _broker.Clock.Advance(Lifetime + TimeSpan.FromMinutes(1));

        await Eventually.IsTrueAsync(() => _broker.Database.Count("pending_links") == 0);
        await TokensAreErasedAsync(tokens);
    }

    [Fact]
    public async Task An_expired_pending_link_is_erased_after_a_restart_too()
    {
        await _broker.StopAsync();
        _broker.Clock.Advance(Lifetime);
        _broker.Database.Count("pending_links").ShouldBe(1);

        await _broker.RestartAsync();
        _broker.Clock.Advance(TimeSpan.FromSeconds(5));

        await Eventually.IsTrueAsync(() => _broker.Database.Count("pending_links") == 0);
    }

    [Fact]
    public async Task A_pending_link_survives_a_restart()
    {
        await _broker.RestartAsync();
        using var again = _broker.NewBrowser(_dora);

        using var answer = await again.AnswerLinkAsync(accept: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await again.GetAsync("/me/favorites?limit=1&provider=deezer")).GetProperty("complete").GetBoolean()
            .ShouldBeTrue();
    }

    [Theory]
    [InlineData("POST", "/logout")]
    [InlineData("DELETE", "/me/sessions")]
    [InlineData("DELETE", "/me/sessions/{id}")]
    [InlineData("DELETE", "/me")]
    public async Task A_pending_link_ends_with_its_session_and_its_user(string method, string path)
    {
        var tokens = Tokens();
        var sessions = (await _dora.GetAsync("/me/sessions")).GetProperty("items");
        var own = path.Replace("{id}", sessions[0].GetProperty("id").GetString());

        using var ended = await _dora.SendAsync(new HttpMethod(method), own);

        ended.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        _broker.Database.Count("pending_links").ShouldBe(0);
        await TokensAreErasedAsync(tokens);
    }

    [Fact]
    public async Task Another_sign_in_of_the_session_ends_the_pending_link()
    {
        await _dora.SignInAsync("spotify", "dora");

        _broker.Database.Count("pending_links").ShouldBe(0);
        await _dora.GetAsync("/me/pending-link", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_refusal_leaves_no_token_in_the_database_files()
    {
        var tokens = Tokens();

        using (await _dora.AnswerLinkAsync(accept: false))
            _broker.Database.Count("pending_links").ShouldBe(0);

        if (storage == DatabaseKind.Sqlite)
        {
            tokens.ShouldAllBe(
                token => !_broker.Database.Bytes().Contains(token), "the ciphertext is still in the file or its log");
        }
    }

    [Fact]
    public async Task A_link_neither_makes_an_old_sign_in_recent_nor_prolongs_the_session()
    {
        var began = await SessionCreatedAtAsync();
        _broker.Clock.Advance(TimeSpan.FromMinutes(9));
        using (await _dora.AnswerLinkAsync(accept: true))
            _broker.Clock.Advance(TimeSpan.FromMinutes(52));

        using var refused = await _dora.SendAsync(HttpMethod.Delete, "/me");

        refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()
            .ShouldBe("fresh_sign_in_required");
        (await SessionCreatedAtAsync()).ShouldBe(began, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_pending_link_can_be_accepted_after_the_master_key_was_rotated()
    {
        var keys = new MasterKeys(_broker.DataDirectory);
        await _broker.RestartAsync(keys.AddKey().Settings);
        var report = _broker.Services.GetRequiredService<MasterKeyUsageReport>();
        (await report.ReadAsync(CancellationToken.None)).Single(need => need.StoreName == "pending links").KeyFile
            .ShouldEndWith("master.key");

        var done = await _broker.Services.GetRequiredService<MasterKeyRotation>().RunAsync(CancellationToken.None);

        (done["pending links"].Reencrypted, done["pending links"].Undecryptable.Count).ShouldBe((1, 0));
        keys.RemovePrevious();
        await _broker.RestartAsync(keys.Settings);
        using var again = _broker.NewBrowser(_dora);
        using var answer = await again.AnswerLinkAsync(accept: true);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await again.GetAsync("/me/favorites?limit=1&provider=deezer")).GetProperty("complete").GetBoolean()
            .ShouldBeTrue();
    }

    [Fact]
    public async Task The_rotation_deletes_pending_tokens_that_no_key_decrypts()
    {
        var keys = new MasterKeys(_broker.DataDirectory);
        var damaged = storage == DatabaseKind.Sqlite ? "zeroblob(80)" : @"'\x00'";
        _broker.Database.Execute($"UPDATE pending_links SET access_token = {damaged}");
        await _broker.RestartAsync(keys.AddKey().Settings);

        var done = await _broker.Services.GetRequiredService<MasterKeyRotation>().RunAsync(CancellationToken.None);

        (done["pending links"].Reencrypted, done["pending links"].Undecryptable.Count).ShouldBe((0, 0));
        _broker.Database.Count("pending_links").ShouldBe(0);
    }

    [Fact]
    public async Task T2_tokens_moved_to_another_row_do_not_decrypt_and_link_nothing()
    {
        using var alma = await _broker.SignedInAsync("alma", "spotify");
        (await alma.SignInUnansweredAsync("deezer", "alma")).ShouldBe("/?link=1");
        _broker.Database.Execute(
            """
            UPDATE pending_links
            SET access_token = (SELECT access_token FROM pending_links WHERE display_name = 'Dora')
            """);

        using var answer = await alma.AnswerLinkAsync(accept: true);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _broker.Database.Count("identities").ShouldBe(2);
        _broker.Database.Count("grants").ShouldBe(2);
        _broker.Database.Count("pending_links").ShouldBe(1, "only alma's pending link is erased");
    }

    private async Task<DateTimeOffset> SessionCreatedAtAsync() =>
        (await _dora.GetAsync("/me/sessions")).GetProperty("items")[0].GetProperty("created_at").GetDateTimeOffset();

    /// <summary>The encrypted access token, as it is in the database files.</summary>
    private List<string> Tokens()
    {
        var hex = storage == DatabaseKind.Sqlite ? "hex(access_token)" : "encode(access_token, 'hex')";
        var value = (string)_broker.Database.Scalar($"SELECT {hex} FROM pending_links")!;
        return [Encoding.Latin1.GetString(Convert.FromHexString(value))];
    }

    // SQLite's log is truncated in the background.
    private Task TokensAreErasedAsync(List<string> tokens) => storage == DatabaseKind.Postgres
        ? Task.CompletedTask
        : Eventually.IsTrueAsync(
            () => tokens.TrueForAll(token => !_broker.Database.Bytes().Contains(token)),
            between: () => _broker.Clock.Advance(TimeSpan.FromMinutes(1)));
}
