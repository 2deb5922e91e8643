using System.Net;
using System.Text.Json;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Providers.Contract;

/// <summary>Library pages, faults, sign-in, token response, profile and passthrough of every provider.</summary>
public abstract class ProviderContract<T>(ContractBroker broker) : IClassFixture<ContractBroker>
    where T : IProviderSample
{
#pragma warning disable CA1000 // xUnit reads the data of theories from static members.
    public static TheoryData<string> ImpossiblePlaylistIds => T.ImpossiblePlaylistIds;

    public static TheoryData<int, string, UpstreamFault, string?> Faults => T.Faults;

    public static TheoryData<string, int, string, int, int, long?> Pages => T.Pages;

    public static TheoryData<string> InvalidTokens => T.InvalidTokens;
#pragma warning restore CA1000

    private static string EmptyList => $$"""{"{{T.ItemsMember}}":[],"total":0}""";

    private static PageRange FirstPage => new(0, T.MaxPageSize);

    [Fact]
    public async Task A_request_names_the_range_and_carries_the_token()
    {
        using var providers = new ProvidersUnderTest(EmptyList);
        var source = providers.Source(T.Name);

        source.MaxPageSize.ShouldBe(T.MaxPageSize);
        await source.GetPlaylistsAsync(ProvidersUnderTest.Token, FirstPage, default);
        await source.GetFavoritesAsync(ProvidersUnderTest.Token, FirstPage, default);
        await source.GetPlaylistTracksAsync(ProvidersUnderTest.Token, "42", FirstPage, default);

        providers.Wire.RequestedUris.Select(uri => uri.AbsoluteUri).ShouldBe(T.Addresses);
        (providers.Wire.LastRequest!.Headers.Authorization?.ToString()).ShouldBe(T.Authorization);
        providers.Wire.LastRequest.Headers.AcceptEncoding.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(ImpossiblePlaylistIds))]
    public async Task An_impossible_playlist_id_is_not_sent(string id)
    {
        using var providers = new ProvidersUnderTest(EmptyList);

        var failure = await Should.ThrowAsync<UpstreamException>(
            providers.Source(T.Name).GetPlaylistTracksAsync(ProvidersUnderTest.Token, id, FirstPage, default));

        failure.Fault.ShouldBe(UpstreamFault.NotFound);
        providers.Wire.RequestedUris.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_response_is_recognised_as_its_fault(
        int status, string body, UpstreamFault fault, string? reason)
    {
        using var providers = new ProvidersUnderTest(_ => StubHandler.Text(body, (HttpStatusCode)status));

        var failure = await Should.ThrowAsync<UpstreamException>(FavoritesAsync(providers));

        failure.Fault.ShouldBe(fault);
        failure.Reason.ShouldBe(reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("{\"items\":[{}]")]
    [InlineData("{\"items\":[],\"data\":[]} x")]
    [InlineData("{\"items\":[],\"data\":[]}{}")]
    [InlineData("{\"items\":{},\"data\":{}}")]
    [InlineData("{\"items\":\"x\",\"data\":false}")]
    [InlineData("<html>")]
    public async Task F01_a_response_that_is_not_JSON_or_has_no_list_is_invalid(string body)
    {
        using var providers = new ProvidersUnderTest(body);

        (await Should.ThrowAsync<UpstreamException>(FavoritesAsync(providers)))
            .Fault.ShouldBe(UpstreamFault.InvalidAnswer);
    }

    [Theory]
    [InlineData("4294967296", 4294967296)]
    [InlineData("9007199254740992", 9007199254740992)]
    [InlineData("\"3000000000\"", 3000000000L)]
    [InlineData("3e9", 3000000000L)]
    [InlineData("9223372036854775807", null)]
    [InlineData("1e400", null)]
    [InlineData("-1", null)]
    [InlineData("{}", null)]
    public async Task F01_a_total_can_be_larger_than_32_bits(string total, long? expected)
    {
        using var providers = new ProvidersUnderTest(
            $$"""{"total":{{total}},"{{T.ItemsMember}}":[{"id":"1","name":"A","title":"A"}]}""");

        var page = await providers.Source(T.Name).GetPlaylistsAsync(ProvidersUnderTest.Token, FirstPage, default);

        page.Total.ShouldBe(expected);
        page.Entries.Count.ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task F15_a_page_contains_the_part_of_the_requested_range_that_is_in_the_response(
        string description, int given, string members, int first, int end, long? next)
    {
        var items = Enumerable.Range(0, given).Select(i => $$"""{"id":"{{i}}","name":"n","title":"n"}""");
        using var providers = new ProvidersUnderTest(
            $$"""{"{{T.ItemsMember}}":[{{string.Join(',', items)}}],{{members}}}""");

        var page = await providers.Source(T.Name).GetPlaylistsAsync(
            ProvidersUnderTest.Token, new(T.MaxPageSize, T.MaxPageSize), default);

        page.Entries.Select(entry => entry!.Id)
            .ShouldBe(Enumerable.Range(first, end - first).Select(i => $"{i}"), description);
        page.NextOffset.ShouldBe(next, description);
    }

    [Theory]
    [InlineData(502, 2)]
    [InlineData(503, 2)]
    [InlineData(500, 1)]
    [InlineData(429, 1)]
    [InlineData(401, 1)]
    public async Task Only_a_gateway_error_is_retried_and_only_once(int status, int calls)
    {
        using var providers = new ProvidersUnderTest(_ => StubHandler.Text("", (HttpStatusCode)status));

        await Should.ThrowAsync<UpstreamException>(FavoritesAsync(providers));

        providers.Wire.RequestedUris.Count.ShouldBe(calls);
    }

    [Fact]
    public async Task A_success_after_one_gateway_error_is_a_success()
    {
        var calls = 0;
        using var providers = new ProvidersUnderTest(_ => Interlocked.Increment(ref calls) == 1
            ? StubHandler.Text("", HttpStatusCode.BadGateway)
            : StubHandler.Json(EmptyList));

        (await FavoritesAsync(providers)).Entries.ShouldBeEmpty();
    }

    [Fact]
    public async Task No_log_line_shows_the_token_or_the_response()
    {
        using var providers = new ProvidersUnderTest(_ => StubHandler.Text("to+ken/= BODY", HttpStatusCode.BadGateway));

        await Should.ThrowAsync<UpstreamException>(FavoritesAsync(providers));

        var lines = providers.Logs.GetSnapshot();
        var provider = T.Name;
        lines.ShouldContain(line => line.Message.Contains(provider) && line.Message.Contains("favorites"));
        foreach (var text in lines.Select(line => $"{line.Message} {line.Exception} {string.Join(' ', line.Scopes)}"))
        {
            text.ShouldNotContain("to+ken");
            text.ShouldNotContain("to%2Bken");
            text.ShouldNotContain("BODY");
        }
    }

    [Fact]
    public async Task A_sign_in_stores_the_account_and_its_scopes()
    {
        using var browser = await broker.SignInAsync(T.Name);

        var connection = (await browser.GetAsync("/me/connections")).GetProperty("items").EnumerateArray().Single();
        connection.GetProperty("provider").GetString().ShouldBe(T.Name);
        connection.GetProperty("account_id").GetString().ShouldNotBeNullOrEmpty();
        connection.GetProperty("state").GetString().ShouldBe("active");
        connection.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString())
            .ShouldBe(T.Scopes.Split(' '), ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(InvalidTokens))]
    public async Task A_token_response_without_a_valid_token_ends_the_sign_in(string members)
    {
        await broker.FaultAsync(new
        {
            kind = "token_answer",
            provider = T.Name,
            value = JsonSerializer.Deserialize<JsonElement>(members),
        });

        var before = broker.CountGrantsAndUsers();
        (await broker.TrySignInAsync(T.Name))
            .ShouldBe($"/?error=sign_in_failed&provider={T.Name}&reason=exchange", members);
        broker.CountGrantsAndUsers().ShouldBe(before, "the broker must store nothing");
    }

    [Theory]
    [InlineData("bad_gateway", "provider_unavailable")]
    [InlineData("drop", "provider_unavailable")]
    public async Task A_token_endpoint_that_fails_ends_the_sign_in(string fault, string code)
    {
        await broker.FaultAsync(new { kind = fault, provider = T.Name, on = "token" });

        (await broker.TrySignInAsync(T.Name)).ShouldBe($"/?error={code}&provider={T.Name}");
    }

    [Fact]
    public async Task A_profile_that_the_provider_refuses_ends_the_sign_in()
    {
        await broker.FaultAsync(new { kind = "bad_gateway", provider = T.Name, on = "api" });
        (await broker.TrySignInAsync(T.Name)).ShouldBe($"/?error=provider_unavailable&provider={T.Name}");

        await broker.FaultAsync(T.RateLimitFault);
        (await broker.TrySignInAsync(T.Name)).ShouldBe($"/?error=provider_rate_limited&provider={T.Name}");
    }

    [Fact]
    public async Task The_passthrough_forwards_the_response_without_a_token_in_it()
    {
        using var app = await broker.CreateAppAsync(T.Name);

        using var response = await app.GetAsync(T.ProfilePath);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var body = await response.Content.ReadAsStringAsync();
        JsonElement.Parse(body).GetProperty("id").ToString().ShouldNotBeNullOrEmpty();
        body.ShouldNotContain("access_token");
    }

    [Fact]
    public async Task The_passthrough_reports_a_rate_limit_in_the_form_of_the_provider()
    {
        using var app = await broker.CreateAppAsync(T.Name);
        await broker.FaultAsync(T.RateLimitFault);
        using var first = await app.GetAsync(T.ProfilePath);

        using var second = await app.GetAsync(T.ProfilePath);

        second.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        second.Headers.RetryAfter!.Delta.ShouldNotBeNull();
        second.Headers.GetValues("MusicAuth-Error").ShouldBe(["provider_rate_limited"]);
        (await second.Content.ReadAsStringAsync()).ShouldBe(T.RateLimitBody);
    }

    private static Task<ProviderPage<Track>> FavoritesAsync(ProvidersUnderTest providers) =>
        providers.Source(T.Name).GetFavoritesAsync(ProvidersUnderTest.Token, FirstPage, default);
}
