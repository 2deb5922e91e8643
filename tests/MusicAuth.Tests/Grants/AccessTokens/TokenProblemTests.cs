using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.AccessTokens;

/// <summary>What callers read where there is no fresh token, or one that may not do what they ask.</summary>
public sealed class TokenProblemTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(7);

    private readonly PublicAddress _address = new(
        Options.Create(new WebOptions { PublicUrl = "https://music.example" }), new ConfigurationManager());

    public static TheoryData<TokenResult, string, string?, TimeSpan?> Results { get; } = new()
    {
        { new TokenResult.NotConnected(), "not_connected", null, null },
        {
            new TokenResult.ReauthorizationRequired(ReauthorizationReason.LostInFlight), "reauthorization_required",
            "lost_in_flight", null
        },
        { new TokenResult.RateLimited(Wait), "provider_rate_limited", null, Wait },
        { new TokenResult.AppUnhealthy("invalid_client", Wait), "provider_app_unhealthy", "invalid_client", Wait },
        { new TokenResult.StorageUnavailable(Wait), "storage_unavailable", null, Wait },
        { new TokenResult.Unavailable(Wait), "provider_unavailable", null, Wait },
        { new TokenResult.Fresh(new AccessToken("a"), 1), "provider_unavailable", null, TimeSpan.FromSeconds(5) },
    };

    [Theory]
    [MemberData(nameof(Results))]
    public void Each_has_its_code_its_reason_and_its_wait(
        TokenResult result, string code, string? reason, TimeSpan? wait)
    {
        var problem = TokenProblem.From("spotify", result).ToException(_address.LoginUrl("spotify"));

        (problem.Problem.Code, problem.Provider, problem.Reason, problem.RetryAfter).ShouldBe(
            (code, "spotify", reason, wait));
        problem.Message.ShouldEndWith(".");
        problem.ReauthorizeUrl.ShouldBe(
            code is "not_connected" or "reauthorization_required" ? "https://music.example/login/spotify" : null);
    }

    [Fact]
    public void No_two_of_them_say_the_same() => new TokenResult[]
        {
            new TokenResult.NotConnected(), new TokenResult.RateLimited(Wait), new TokenResult.Unavailable(Wait),
            new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked),
            new TokenResult.AppUnhealthy("x", Wait), new TokenResult.StorageUnavailable(Wait),
        }
        .Select(result => TokenProblem.From("spotify", result).ToException(_address.LoginUrl("spotify")).Message).ShouldBeUnique();

    [Theory]
    [InlineData(
        "",
        "Your Spotify consent does not include the permission that this request requires. "
        + "Sign in again and grant the permission.",
        "")]
    [InlineData(
        "a",
        "Your Spotify consent does not include the permission that this request requires: a. "
        + "Open the link to grant a.",
        "?scope=a")]
    [InlineData(
        "a b c",
        "Your Spotify consent does not include the permission that this request requires: a, b or c. "
        + "Open the link to grant a or b. "
        + "The operator of this server must first add c to Spotify:AllowedScopes.",
        "?scope=a%20b")]
    [InlineData(
        "c d",
        "Your Spotify consent does not include the permission that this request requires: c or d. "
        + "The operator of this server must first add c or d to Spotify:AllowedScopes.",
        null)]
    public void A_missing_scope_is_named_with_what_mends_it(string missing, string detail, string? link)
    {
        var advice = new ScopeAdvisor([new Rules()], _address).Advise(
            "spotify", missing.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        advice.Detail.ShouldBe(detail);
        advice.Url.ShouldBe(link is null ? null : "https://music.example/login/spotify" + link);
        advice.Missing.ShouldBe(missing.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void What_is_missing_is_what_the_operation_lists_and_the_consent_lacks()
    {
        var advice = new ScopeAdvisor([new Rules()], _address);

        advice.FindMissing("spotify", "GET", "/me", ["b"]).ShouldBe(["a", "c"]);
        advice.FindMissing("deezer", "GET", "/me", []).ShouldBeEmpty();
        advice.Advise("deezer", ["a"]).Detail.ShouldBe(
            "Your deezer consent does not include the permission that this request requires. "
            + "Sign in again and grant the permission.");
    }

    private sealed class Rules : IScopeRules
    {
        public string Provider => "spotify";

        public string DisplayName => "Spotify";

        public IReadOnlyList<string> RequestableScopes => ["a", "b"];

        public IReadOnlyList<string> ScopesFor(string method, string path) => ["a", "b", "c"];
    }
}
