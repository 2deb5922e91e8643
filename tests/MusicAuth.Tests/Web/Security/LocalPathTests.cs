using Shouldly;
using Xunit;

namespace MusicAuth.Tests.Web.Security;

public sealed class LocalPathTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/?error=sign_in_refused&provider=deezer")]
    [InlineData("/#keys")]
    [InlineData("/me/playlists?provider=spotify&limit=50")]
    [InlineData("/docs")]
    [InlineData("/app/@me/a~b/(c),d;e=f")]
    [InlineData("/caf%C3%A9?next=https://music.example//x/../y%0a")]
    [InlineData("/.well-known/x")]
    public void A_path_of_this_site_is_local(string target) => LocalPath.IsLocal(target).ShouldBeTrue();

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_target_that_could_leave_this_site_is_not_local(string? target) =>
        LocalPath.IsLocal(target).ShouldBeFalse();

    [Fact]
    public void The_list_of_hostile_targets_has_more_than_80_entries() =>
        Hostile().Distinct().Count().ShouldBeGreaterThan(80);

    [Fact]
    public void A_target_as_long_as_a_header_is_not_local() =>
        LocalPath.IsLocal("/" + new string('a', 3000)).ShouldBeFalse();

    public static IEnumerable<TheoryDataRow<string?>> Hostile() =>
        [.. Absolute, .. Slashes, .. Control, .. Encoded, .. Dots, .. Odd];

    private static readonly TheoryDataRow<string?>[] Absolute =
    [
        new(null), "", "https://evil.example", "http://evil.example/", "HTTPS://EVIL.EXAMPLE", "https:evil.example",
        "https:/evil.example", "https:///evil.example", "https:\\\\evil.example", "ftp://evil.example",
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>", "vbscript:x",
        "mailto:a@evil.example", "file:///etc/passwd", "evil.example", "www.evil.example/x", "evil.example:443",
        "@evil.example", ":80", ".evil.example", "?next=/", "#x", "me", "./me", "../me", "~/me",
        "http://127.0.0.1:5080/", "http://127.0.0.1:5080@evil.example", "blob:https://evil.example/x", "*", "%2fme",
    ];

    private static readonly TheoryDataRow<string?>[] Slashes =
    [
        "//evil.example", "///evil.example", "////evil.example", "//evil.example/%2f..", "//evil.example:80/",
        "//user@evil.example", "//127.0.0.1:5080@evil.example", "//[::1]/", "//0x7f000001/", "//evil%2eexample",
        @"/\evil.example", @"/\/evil.example", @"/\\evil.example", @"\\evil.example", @"\/evil.example",
        @"/a\b", @"/a?b=\c", @"/me\..\x", "/me//evil.example", "/me/..//evil.example", "//", "/\\",
    ];

    private static readonly TheoryDataRow<string?>[] Control =
    [
        "/\t/evil.example", "/\n/evil.example", "/\r/evil.example", "/\r\nSet-Cookie: a=b", "/me\r\nLocation: //evil",
        "\t//evil.example", "\n/me", " /me", "/ /evil.example", "/me x", "/me\0", "/me\u001f", "/me\u007f", "/me\u0085",
        "/\u000b/evil.example", "/\u000c/evil.example", "/me\u2028", "/me\u00a0x", "\ufeff/me", "/me?x=\n",
    ];

    private static readonly TheoryDataRow<string?>[] Encoded =
    [
        "/%2fevil.example", "/%2Fevil.example", "/%5cevil.example", "/%5Cevil.example", "/%2f%2fevil.example",
        "/%09/evil.example", "/%0a/evil.example", "/%0d%0aSet-Cookie:a=b", "/%00", "/me%0D%0AX:y", "/%2e%2e/evil",
        "/.%2e//evil.example", "/%2E%2E%2fevil.example", "/me%5c..",
    ];

    private static readonly TheoryDataRow<string?>[] Dots =
    [
        "/./x", "/../evil.example", "/me/../x", "/./\\evil.example", "/..//evil.example", "/.//evil.example", "/.",
        "/..", "/me/..", "/me/.", "/../../evil.example", "/a/./b",
    ];

    private static readonly TheoryDataRow<string?>[] Odd =
    [
        "/<script>", "/\"onclick=", "/me`x", "/{x}", "/me|x", "/me^x", "/\uff0fevil.example", "/\u2215evil.example",
        "\uff0f/evil.example", "/ёvil", "/\ud83d\ude00",
    ];
}
