using Shouldly;
using Xunit;

namespace MusicAuth.Tests.SignIn.States;

/// <summary>docs/security.md T35: a state is single-use in every spelling.</summary>
public sealed class StateSpellingTests : IAsyncLifetime
{
    private Broker _broker = null!;

    public async ValueTask InitializeAsync() => _broker = await Broker.StartAsync();

    public ValueTask DisposeAsync() => _broker.DisposeAsync();

    [Theory]
    [InlineData("spotify")]
    [InlineData("deezer")]
    public async Task T35_a_state_in_many_spellings_makes_one_token_call(string provider)
    {
        using var browser = _broker.NewBrowser();
        var callback = await browser.ChooseConsentAsync(await browser.StartSignInAsync(provider), "person=dora");
        var state = System.Web.HttpUtility.ParseQueryString(callback.Query)["state"]!;
        var cookies = browser.CookieHeader;

        var ends = await Task.WhenAll(Spellings(state).Append(state).Select(
            spelling => ReturnAsync(browser, callback, state, spelling, cookies)));

        ends.Count(end => end == "/").ShouldBe(1);
        ends.Count(end => end.EndsWith("reason=state", StringComparison.Ordinal)).ShouldBe(ends.Length - 1);
        var stats = await _broker.StatsAsync();
        (stats.Spotify.TokenRequests + stats.Deezer.TokenRequests).ShouldBe(1);
        _broker.Database.Count("spent_states").ShouldBe(1);
    }

    [Fact]
    public void T35_only_the_canonical_spelling_is_decoded()
    {
        for (var length = 1; length < 12; length++)
        {
            var bytes = Enumerable.Range(0, length).Select(i => (byte)(255 - 17 * i)).ToArray();
            var text = System.Buffers.Text.Base64Url.EncodeToString(bytes);

            CanonicalBase64Url.Decode(text).ShouldBe(bytes);
            foreach (var spelling in Spellings(text))
                CanonicalBase64Url.Decode(spelling).ShouldBeNull(spelling);
        }

        CanonicalBase64Url.Decode("").ShouldBeNull();
        CanonicalBase64Url.Decode("A").ShouldBeNull();
    }

    private static IEnumerable<string> Spellings(string text)
    {
        foreach (var blank in new[] { " ", "\t", "\n", "\r\n", "=", "==", "\u00a0", "%20" })
        {
            yield return text + blank;
            yield return blank + text;
            yield return text.Insert(text.Length / 2, blank);
        }

        if (text.Contains('-', StringComparison.Ordinal))
            yield return text.Replace('-', '+');
        if (text.Contains('_', StringComparison.Ordinal))
            yield return text.Replace('_', '/');
        // The last character has unused bits, unless the length is a multiple of four.
        if (text.Length % 4 != 0)
            yield return text[..^1] + WithUnusedBits(text[^1]);
    }

    private static char WithUnusedBits(char last)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return Alphabet[Alphabet.IndexOf(last, StringComparison.Ordinal) | 1];
    }

    private static async Task<string> ReturnAsync(
        Browser browser, Uri callback, string state, string spelling, string cookies)
    {
        using var client = browser.NewCookielessClient();
        var path = callback.PathAndQuery.Replace(
            $"state={state}", $"state={Uri.EscapeDataString(spelling)}", StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Cookie", cookies);
        using var answer = await client.SendAsync(request);
        return answer.Headers.Location!.ToString();
    }
}
