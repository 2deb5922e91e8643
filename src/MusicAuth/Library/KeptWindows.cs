using System.Text.Json;
using MusicAuth.Upstream;

namespace MusicAuth.Library;

/// <summary>A window, when the provider gave it, and why there is no newer one where it is old.</summary>
internal readonly record struct KeptWindow<T>(Window<T> Window, DateTimeOffset FetchedAt, Exception? Cause)
    where T : class;

/// <summary>How a page comes by what it needs of a source.</summary>
/// <param name="Tokens">Access tokens.</param>
/// <param name="Windows">What was read before.</param>
/// <param name="Time">How long one window may take.</param>
public sealed record LibraryAccess(TokenAccess Tokens, KeptWindows Windows, TimeSpan Time);

/// <summary>
/// Windows of lists as the providers gave them, each kept for itself: where one source fails, its old ones serve.
/// </summary>
public sealed class KeptWindows(ResponseCache cache, TimeProvider clock)
{
    private const string ContentType = "application/json";

    internal async Task<KeptWindow<T>> GetAsync<T>(
        SourceAsk source, string list, WindowRange range, Func<CancellationToken, Task<Window<T>>> fetch,
        CancellationToken caller) where T : class
    {
        if (!cache.IsOn)
            return new(await fetch(caller), clock.GetUtcNow(), null);
        Window<T>? ours = null;
        StoredAnswer? oursStored = null;
        var key = new AnswerKey(source.UserId, source.Provider, $"window {list} {range.Offset} {range.Size}");
        var result = await cache.GetAsync(
            key, source.Ask,
            async stop =>
            {
                ours = await fetch(stop);
                return oursStored = new StoredAnswer
                {
                    Body = JsonSerializer.SerializeToUtf8Bytes(ours),
                    ContentType = ContentType,
                    FetchedAt = clock.GetUtcNow(),
                    Providers = [source.Provider],
                };
            },
            caller);
        // What was read just now need not be read out of its bytes again.
        if (ReferenceEquals(result.Answer, oursStored))
            return new(ours!, result.Answer.FetchedAt, result.Cause);
        return Read<T>(result.Answer.Body) is { } window
            ? new(window, result.Answer.FetchedAt, result.Cause)
            : new(await fetch(caller), clock.GetUtcNow(), null);
    }

    // Another version of the broker may have kept it, on another replica.
    private static Window<T>? Read<T>(byte[] body) where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<Window<T>>(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
