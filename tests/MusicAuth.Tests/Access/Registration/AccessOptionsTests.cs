using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Access.Registration;

/// <summary>The broker does not start with an entry in the allow list that can match no account.</summary>
public sealed class AccessOptionsTests : IDisposable
{
    private readonly Instance _instance = new();

    public void Dispose() => _instance.Dispose();

    [Theory]
    [InlineData("spotify")]
    [InlineData("spotify:")]
    [InlineData(":abc123")]
    [InlineData("abc123")]
    [InlineData("tidal:abc123")]
    [InlineData("Spotify:abc123")]
    [InlineData("spotify: abc123")]
    [InlineData("spotify :abc123")]
    [InlineData("spotify:abc 123")]
    [InlineData("spotify:*")]
    [InlineData("*")]
    [InlineData("spotify:abc*")]
    [InlineData("\"spotify:abc123\"")]
    [InlineData("spotify:'abc123'")]
    [InlineData("spotify:user:abc123")]
    [InlineData("https://open.spotify.com/user/abc123")]
    public async Task The_error_for_an_invalid_entry_shows_the_format(string entry)
    {
        var error = await _instance.ShouldRefuseStartAsync(
            exitCode: 1, ("Access:Registration", "AllowList"), ("Access:AllowedAccounts:0", "spotify:abc123"),
            ("Access:AllowedAccounts:1", entry));

        error.ShouldStartWith(
            $"Access:AllowedAccounts: '{entry}' must have the form provider:account-id, for example spotify:abc123");
        error.Split(Environment.NewLine).ShouldHaveSingleItem();
        Directory.Exists(_instance.DataDirectory).ShouldBeFalse();
    }

    [Theory]
    [InlineData("spotify:abc123")]
    [InlineData("spotify:dora.music_1-2")]
    [InlineData("deezer:123456")]
    [InlineData("  deezer:123456\n")]
    public async Task Accounts_of_both_providers_are_valid_entries(string entry) => (await _instance.StartAsync(
        ("Access:Registration", "AllowList"), ("Access:AllowedAccounts:0", entry))).ShouldNotBeNull();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task An_empty_allow_list_is_valid_because_the_owner_can_admit_accounts(string? list) =>
        (await _instance.StartAsync(("Access:Registration", "AllowList"), ("Access:AllowedAccounts", list!)))
            .ShouldNotBeNull();
}
