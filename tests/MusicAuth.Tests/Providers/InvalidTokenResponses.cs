namespace MusicAuth.Tests.Providers;

/// <summary>Members that replace those of a token response and make its tokens invalid in RFC 6749, as JSON.</summary>
internal static class InvalidTokenResponses
{
    public static readonly string[] AccessTokens =
    [
        """{"access_token":""}""",
        """{"access_token":" "}""",
        """{"access_token":null}""",
        """{"access_token":12345}""",
        """{"access_token":true}""",
        """{"access_token":["BQabc"]}""",
        """{"access_token":{"value":"BQabc"}}""",
        """{"access_token":"BQa bc"}""",
        """{"access_token":" BQabc"}""",
        """{"access_token":"BQabc\n"}""",
        """{"access_token":"BQa\r\nX-Injected: 1"}""",
        """{"access_token":"BQa\tbc"}""",
        """{"access_token":"BQa\u0000bc"}""",
        """{"access_token":"BQa\u007fbc"}""",
        """{"access_token":"BQa\u00a0bc"}""",
        """{"access_token":"BQäbc"}""",
        """{"access_token":"BQabc\u200b"}""",
        """{"access_token":"BQ😀"}""",
        """{"token_type":"mac"}""",
        """{"token_type":"DPoP"}""",
        """{"token_type":"Bearer "}""",
        """{"token_type":""}""",
        """{"token_type":1}""",
        """{"token_type":["Bearer"]}""",
    ];

    /// <summary>Only Spotify issues refresh tokens.</summary>
    public static readonly string[] RefreshTokens =
    [
        """{"refresh_token":" "}""",
        """{"refresh_token":12345}""",
        """{"refresh_token":false}""",
        """{"refresh_token":["AQabc"]}""",
        """{"refresh_token":"AQa bc"}""",
        """{"refresh_token":"AQabc\n"}""",
        """{"refresh_token":"AQa\u0000"}""",
        """{"refresh_token":"AQ\u007f"}""",
        """{"refresh_token":"AQé"}""",
    ];
}
