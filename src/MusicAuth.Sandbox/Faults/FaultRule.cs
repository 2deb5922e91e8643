using System.Text.Json;
using System.Text.Json.Serialization;

namespace MusicAuth.Sandbox.Faults;

internal sealed record FaultRule
{
    public required string Kind { get; init; }

    /// <summary>spotify or deezer; null for both.</summary>
    public string? Provider { get; init; }

    /// <summary>token, api, authorize or any; each kind has its own default.</summary>
    public string? On { get; init; }

    /// <summary>A text that the path of the request must contain.</summary>
    public string? Path { get; init; }

    public string? Method { get; init; }

    /// <summary>The user of the request, found by its access token or refresh token.</summary>
    public string? Person { get; init; }

    /// <summary>At a token endpoint: authorization_code, refresh_token or client_credentials.</summary>
    public string? Grant { get; init; }

    /// <summary>The number of matching requests before the first hit.</summary>
    public int After { get; init; }

    /// <summary>The number of hits; null for no limit.</summary>
    public int? Times { get; init; }

    /// <summary>The name of one of the kind's texts, or another text.</summary>
    public string? Text { get; init; }

    public string? Description { get; init; }

    public int? RetryAfter { get; init; }

    public int? DelayMs { get; init; }

    public int? Code { get; init; }

    public string? Location { get; init; }

    /// <summary>A number of bytes: of the body, of the part before a cut or a stall, or of the headers.</summary>
    public int? Bytes { get; init; }

    public int? Status { get; init; }

    /// <summary>Whether the response is sent without its length.</summary>
    public bool Chunked { get; init; }

    /// <summary>
    /// <c>expires_in</c>: any JSON, or "absent"; <c>refresh_token</c>: missing, empty, same, other;
    /// <c>token_answer</c>: an object.
    /// </summary>
    public JsonElement? Value { get; init; }

    /// <summary><c>odd_value</c>: the path of the value, for example <c>items.3.track.name</c>.</summary>
    public string? Member { get; init; }

    /// <summary><c>odd_value</c>: the bytes of the new value, in hexadecimal, valid UTF-8 or not.</summary>
    public string? Hex { get; init; }

    /// <summary>The entries by which a page is <c>shifted</c>, or the entries of an <c>over_full</c> page.</summary>
    public int? By { get; init; }

    [JsonIgnore]
    public int Seen { get; set; }

    public int Hits { get; set; }
}
