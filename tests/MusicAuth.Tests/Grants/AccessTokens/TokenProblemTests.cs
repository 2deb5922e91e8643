using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Grants.AccessTokens;

/// <summary>The problems of callers without a fresh token or without a required scope.</summary>
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
    public void Each_result_has_its_code_its_reason_and_its_wait(
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
    public void No_two_results_have_the_same_sentence() => new TokenResult[]
        {
            new TokenResult.NotConnected(), new TokenResult.RateLimited(Wait), new TokenResult.Unavailable(Wait),
            new TokenResult.ReauthorizationRequired(ReauthorizationReason.Revoked),
            new TokenResult.AppUnhealthy("x", Wait), new TokenResult.StorageUnavailable(Wait),
        }
        .Select(result => TokenProblem.From("spotify", result).ToException(_address.LoginUrl("spotify")).Message)
        .ShouldBeUnique();

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
    public void A_missing_scope_is_named_with_its_remedy(string missing, string detail, string? link)
    {
        var advice = new ScopeAdvisor([new Rules()], _address).Advise(
            "spotify", missing.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        advice.Detail.ShouldBe(detail);
        advice.Url.ShouldBe(link is null ? null : "https://music.example/login/spotify" + link);
        advice.Missing.ShouldBe(missing.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void The_missing_scopes_are_those_that_the_operation_requires_and_the_consent_lacks()
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
