using System.Text.Json.Serialization;

namespace MusicAuth.Upstream;

/// <summary>What an answer is kept under: nobody but who gives the same three gets it.</summary>
/// <param name="UserId">Whose it is; empty for the public catalogue.</param>
/// <param name="Audience">Which providers the caller may see: <c>*</c>, or names with commas between.</param>
/// <param name="Resource">Method, path, query, and whatever else the answer varies by.</param>
public readonly record struct AnswerKey(Guid UserId, string Audience, string Resource);

/// <summary>A finished answer, ready to be sent. Nobody changes its bytes.</summary>
public sealed record StoredAnswer
{
    public int Status { get; init; } = StatusCodes.Status200OK;

    public required byte[] Body { get; init; }

    public required string ContentType { get; init; }

    /// <summary>Quoted, strong or weak, ready to be sent; null where it has none.</summary>
    public string? ETag { get; init; }

    /// <summary>When the oldest part of it was got from its provider.</summary>
    public required DateTimeOffset FetchedAt { get; init; }

    /// <summary>The scope that a caller needs.</summary>
    public string Scope { get; init; } = "";

    /// <summary>The providers it was got from; by these it is dropped.</summary>
    public string[] Providers { get; init; } = [];

    /// <summary>The activity's word for it.</summary>
    public string Data { get; init; } = "";

    /// <summary>How each of <see cref="Providers"/> did, for the activity; null where all did well.</summary>
    public string[]? Outcomes { get; init; }

    /// <summary>Further headers that it was sent with.</summary>
    public Dictionary<string, string>? Headers { get; init; }

    /// <summary>False for what only those get who wait for it now.</summary>
    [JsonIgnore]
    public bool Keep { get; init; } = true;

    /// <summary>Tells the provider's own text that it was made of; null where nobody noted it.</summary>
    [JsonIgnore]
    public UInt128? Source { get; init; }

    /// <summary>How many bytes of memory it takes, roughly.</summary>
    internal long Size => Body.Length + TextSize(ContentType) + TextSize(ETag)
        + (Headers?.Sum(header => TextSize(header.Key) + TextSize(header.Value)) ?? 0);

    /// <summary>How many bytes a text takes.</summary>
    internal static long TextSize(string? text) => text is null ? 0 : 24 + (text.Length * sizeof(char));

    internal bool IsOf(string? provider) => provider is null || Array.IndexOf(Providers, provider) >= 0;

    public override string ToString() => $"{Status}, {Body.Length} bytes";
}

/// <summary>What a caller wants of the cache.</summary>
public enum CacheAsk
{
    /// <summary>What is fresh, or a new answer, or an old one while there is no new one.</summary>
    Default,

    /// <summary>A new answer or the reason why there is none, as with <c>Cache-Control: no-cache</c>.</summary>
    NoCache,

    /// <summary>
    /// What is fresh, or a new answer: of what is put together from parts that are kept each for itself.
    /// </summary>
    FreshOnly,

    /// <summary>
    /// Like <see cref="Default"/>, but what is soon to be old is waited for: it goes into something that is kept.
    /// </summary>
    Renew,
}

/// <summary>What came of asking the cache.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Age">How old it is.</param>
/// <param name="IsHit">Whether it was there already.</param>
/// <param name="Cause">
/// Why it is an old one: an <see cref="UpstreamException"/> or a <see cref="Web.ProblemException"/>; null while fresh.
/// </param>
public readonly record struct CachedResult(StoredAnswer Answer, TimeSpan Age, bool IsHit, Exception? Cause)
{
    public bool IsStale => Cause is not null;
}
