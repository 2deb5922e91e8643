using System.Text.Json;
using System.Text.Json.Serialization;

namespace MusicAuth.Sandbox.Faults;

internal sealed record FaultRule
{
    public required string Kind { get; init; }

    /// <summary>spotify or deezer; none is both.</summary>
    public string? Provider { get; init; }

    /// <summary>token, api, authorize or any; each kind has its own default.</summary>
    public string? On { get; init; }

    /// <summary>What the request's path must contain.</summary>
    public string? Path { get; init; }

    public string? Method { get; init; }

    /// <summary>Whose request it is: by its access token, or its refresh token.</summary>
    public string? Person { get; init; }

    /// <summary>At a token endpoint: authorization_code, refresh_token or client_credentials.</summary>
    public string? Grant { get; init; }

    /// <summary>How many matching requests pass before the first hit.</summary>
    public int After { get; init; }

    /// <summary>How many hits; none is without end.</summary>
    public int? Times { get; init; }

    /// <summary>Which of a kind's texts, or its own text.</summary>
    public string? Text { get; init; }

    public string? Description { get; init; }

    public int? RetryAfter { get; init; }

    public int? DelayMs { get; init; }

    public int? Code { get; init; }

    public string? Location { get; init; }

    /// <summary>How many bytes: of a body, before its end or a pause, of all headers.</summary>
    public int? Bytes { get; init; }

    public int? Status { get; init; }

    /// <summary>Whether the answer leaves without its length.</summary>
    public bool Chunked { get; init; }

    /// <summary>
    /// <c>expires_in</c>: any JSON, or "absent"; <c>refresh_token</c>: missing, empty, same, other;
    /// <c>token_answer</c>: an object.
    /// </summary>
    public JsonElement? Value { get; init; }

    /// <summary><c>odd_value</c>: where the value stands, as <c>items.3.track.name</c>.</summary>
    public string? Member { get; init; }

    /// <summary><c>odd_value</c>: the bytes that are put there, in hexadecimal, valid UTF-8 or not.</summary>
    public string? Hex { get; init; }

    /// <summary>How many entries: a page is <c>shifted</c> by them, or, <c>over_full</c>, holds them.</summary>
    public int? By { get; init; }

    [JsonIgnore]
    public int Seen { get; set; }

    public int Hits { get; set; }
}
