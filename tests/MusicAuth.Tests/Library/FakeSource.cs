using MusicAuth.Library;
using MusicAuth.Upstream;

namespace MusicAuth.Tests.Library;

/// <summary>A provider whose list is given slot by slot: an item, a null entry, or nothing (a short window).</summary>
public sealed class FakeSource(string provider, int windowSize) : IMusicSource
{
    private readonly Lock _gate = new();

    public string Provider => provider;

    public int WindowSize => windowSize;

    public bool HasFlow { get; init; }

    public IReadOnlyList<Slot> Slots { get; set; } = [];

    /// <summary>The most that it gives whatever was asked for.</summary>
    public int Cap { get; init; } = int.MaxValue;

    public bool TellsTotal { get; init; } = true;

    public List<int> Asked { get; } = [];

    /// <summary>Called with offset and token before each answer; throws for a fault.</summary>
    public Func<int, string, CancellationToken, Task> Before { get; set; } = (_, _, _) => Task.CompletedTask;

    public static IReadOnlyList<Slot> Items(string prefix, int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Slot($"{prefix}{i}"))];

    public void FailAt(int offset, UpstreamFault fault, string? reason = null, TimeSpan? retryAfter = null) =>
        Before = (at, _, _) => at == offset
            ? throw new UpstreamException(provider, fault, "no") { Reason = reason, RetryAfter = retryAfter }
            : Task.CompletedTask;

    public async Task<Window<Playlist>> GetPlaylistsAsync(
        SourceAccess access, WindowRange range, CancellationToken cancellationToken)
    {
        var window = await ReadAsync(access, range, cancellationToken);
        return new(
            [.. window.Entries.Select(id => id is null
                ? null
                : new Playlist { Provider = provider, Id = id, Name = id })],
            window.NextOffset, window.Total);
    }

    public async Task<Window<Track>> GetFavoritesAsync(
        SourceAccess access, WindowRange range, CancellationToken cancellationToken)
    {
        var window = await ReadAsync(access, range, cancellationToken);
        return new(
            [.. window.Entries.Select(id => id is null
                ? null
                : new Track { Provider = provider, Id = id, Title = id, Artists = [] })],
            window.NextOffset, window.Total);
    }

    public Task<Window<Track>> GetPlaylistTracksAsync(
        SourceAccess access, string playlistId, WindowRange range, CancellationToken cancellationToken) =>
        GetFavoritesAsync(access, range, cancellationToken);

    public Task<Window<Track>> GetFlowAsync(SourceAccess access, CancellationToken cancellationToken) =>
        GetFavoritesAsync(access, new WindowRange(0, 1000), cancellationToken);

    private async Task<Window<string>> ReadAsync(
        SourceAccess access, WindowRange range, CancellationToken cancellationToken)
    {
        var offset = (int)range.Offset;
        lock (_gate)
            Asked.Add(offset);
        await Before(offset, access.Token.Reveal(), cancellationToken);
        var end = offset + Math.Min(range.Size, Cap);
        var slots = Slots.Skip(offset).Take(end - offset);
        return new(
            [.. slots.Where(slot => !slot.Missing).Select(slot => slot.Id)],
            end < Slots.Count ? end : null,
            TellsTotal ? Slots.Count : null);
    }
}

/// <param name="Id">Null for an entry that is nothing.</param>
/// <param name="Missing">Counted in the total, and never given.</param>
public sealed record Slot(string? Id, bool Missing = false);
