using System.Buffers;
using System.Text;
using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Passthrough.Rewriting;

public sealed class BodyRewriterTests
{
    private const string Token = "frTOKEN0123456789abcdef";

    private static readonly LinkPattern Spotify = new("https://api.spotify.com/v1", "http://127.0.0.1:5080/spotify/v1");
    private static readonly LinkPattern Deezer = new("https://api.deezer.com", "http://127.0.0.1:5080/deezer");

    public static TheoryData<string, string> SpotifyTexts => new()
    {
        { """{"href":"https://api.spotify.com/v1/me"}""", """{"href":"http://127.0.0.1:5080/spotify/v1/me"}""" },
        { """{"next":"https:\/\/api.spotify.com\/v1\/me?a=1"}""",
            """{"next":"http:\/\/127.0.0.1:5080\/spotify\/v1\/me?a=1"}""" },
        { """["https://api.spotify.com/v1?x=1","https://api.spotify.com/v1"]""",
            """["http://127.0.0.1:5080/spotify/v1?x=1","http://127.0.0.1:5080/spotify/v1"]""" },
        { """{"a":"http://api.spotify.com/v1/me"}""", """{"a":"http://127.0.0.1:5080/spotify/v1/me"}""" },
    };

    public static TheoryData<string> Untouched =>
    [
        """{"url":"https://open.spotify.com/track/1"}""",
        """{"url":"https://api.spotify.com/v2/me"}""",
        """{"url":"https://api.spotify.com/v10/me"}""",
        """{"url":"https://api.spotify.com.evil.example/v1/me"}""",
        """{"url":"https://xapi.spotify.com/v1/me"}""",
        """{"description":"see https://api.spotify.com/v1/me"}""",
        """{"description":"a quote \"https://api.spotify.com/v1/me\" of it"}""",
        """{"name":"caf\u00e9 \u2028 \\u0041"}""",
        """{"name":"api.spotify.com/v1"}""",
        "[]",
        "",
        " ",
        "true",
    ];

    public static TheoryData<string, string> DeezerTexts => new()
    {
        { """{"next":"https:\/\/api.deezer.com\/user\/me\/tracks?access_token=frTOKEN0123456789abcdef&index=25"}""",
            """{"next":"http:\/\/127.0.0.1:5080\/deezer\/user\/me\/tracks?index=25"}""" },
        { """{"next":"https://api.deezer.com/user/me/tracks?index=25&access_token=frTOKEN0123456789abcdef"}""",
            """{"next":"http://127.0.0.1:5080/deezer/user/me/tracks?index=25"}""" },
        { """{"next":"https://api.deezer.com/a?x=1&access_token=OTHER&index=25"}""",
            """{"next":"http://127.0.0.1:5080/deezer/a?x=1&index=25"}""" },
        { """{"next":"https://api.deezer.com/a?x=1\u0026access_token\u003dOTHER\u0026index=25"}""",
            """{"next":"http://127.0.0.1:5080/deezer/a?x=1\u0026index=25"}""" },
        { """{"next":"https://api.deezer.com/a?access_token=A&access_token=B"}""",
            """{"next":"http://127.0.0.1:5080/deezer/a?"}""" },
        { """{"x":"access_token%3DABC"}""", """{"x":""}""" },
        { """{"echo":"Bearer frTOKEN0123456789abcdef."}""", """{"echo":"Bearer ***."}""" },
        { """{"access_token":"frTOKEN0123456789abcdef"}""", """{"access_token":"***"}""" },
        { """{"a":"http://elsewhere.example/?access_token=X"}""", """{"a":"http://elsewhere.example/?"}""" },
    };

    [Theory]
    [MemberData(nameof(SpotifyTexts))]
    public void Links_into_the_API_are_replaced_however_the_text_is_split(string text, string expected) =>
        ShouldBecome(text, expected, Spotify);

    [Theory]
    [MemberData(nameof(Untouched))]
    public void Text_without_a_link_into_the_API_is_unchanged(string text) => ShouldBecome(text, text, Spotify);

    [Theory]
    [MemberData(nameof(DeezerTexts))]
    public void Tokens_are_removed_everywhere_however_the_text_is_split(string text, string expected) =>
        ShouldBecome(text, expected, Deezer);

    [Theory]
    [InlineData("""{"next":"?access\u005ftoken=X"}""")]
    [InlineData("""{"next":"?\u0061ccess_token=X"}""")]
    [InlineData("""{"a":"\\\u0041"}""")]
    public void Escaped_letters_are_refused_however_the_text_is_split(string text)
    {
        for (var size = 1; size <= text.Length + 1; size++)
            Should.Throw<InvalidDataException>(() => Rewrite(text, size, Deezer), $"chunks of {size}");
    }

    [Theory]
    [InlineData("""{"items":[{"id":"1"}]""")]
    [InlineData("""[{"id":"1"},""")]
    [InlineData("""{"items":["https://api.spotify.com/v1/""")]
    public void Incomplete_JSON_is_an_error(string text)
    {
        foreach (var size in (int[])[7, int.MaxValue])
            Should.Throw<InvalidDataException>(() => Rewrite(text, size, Spotify), $"chunks of {size}");
    }

    [Fact]
    public void The_split_of_a_long_text_does_not_change_the_result()
    {
        var random = new Random(5);
        var (text, expected) = (new StringBuilder("["), new StringBuilder("["));
        for (var i = 0; i < 2_000; i++)
        {
            var filler = new string('x', random.Next(0, 90));
            text.Append($"\"{filler}\",\"https://api.deezer.com/t/{i}?access_token={Token}&i={i}\",");
            expected.Append($"\"{filler}\",\"http://127.0.0.1:5080/deezer/t/{i}?i={i}\",");
        }

        text.Append("0]");
        expected.Append("0]");
        foreach (var size in (int[])[1, 2, 63, 64, 65, 100, 4096, 16_384, int.MaxValue])
            Rewrite(text.ToString(), size, Deezer).ShouldBe(expected.ToString(), $"chunks of {size}");
    }

    [Fact]
    public void Text_that_is_not_JSON_keeps_its_links_and_loses_its_tokens()
    {
        var output = new ArrayBufferWriter<byte>();
        var rewriter = new BodyRewriter(Spotify, Token, isJson: false);
        rewriter.Write(
            Encoding.UTF8.GetBytes($"\"https://api.spotify.com/v1/me\" {Token} access_token=abc {{"), output);
        rewriter.Complete(output);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("\"https://api.spotify.com/v1/me\" ***  {");
    }

    private static void ShouldBecome(string text, string expected, LinkPattern links)
    {
        for (var size = 1; size <= text.Length + 1; size++)
            Rewrite(text, size, links).ShouldBe(expected, $"chunks of {size}");
    }

    private static string Rewrite(string text, int size, LinkPattern links)
    {
        var output = new ArrayBufferWriter<byte>();
        var rewriter = new BodyRewriter(links, Token, isJson: true);
        if (size > text.Length)
        {
            rewriter.WriteAll(Encoding.UTF8.GetBytes(text), output);
        }
        else
        {
            foreach (var chunk in Encoding.UTF8.GetBytes(text).Chunk(size))
                rewriter.Write(chunk, output);
            rewriter.Complete(output);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
