using System.Text.Json;

namespace MusicAuth.Sandbox;

/// <summary>Saves consents across a restart, so that a demonstration keeps its users signed in.</summary>
internal static class StateFile
{
    private static readonly Lock Gate = new();

    public static void Load(SandboxState state)
    {
        if (state.Options.StateFile is not { } path || !File.Exists(path)) return;
        try
        {
            if (JsonSerializer.Deserialize<SavedState>(File.ReadAllText(path)) is not { } saved) return;
            state.SpotifyGrants.Restore(saved.Spotify);
            state.DeezerGrants.Restore(saved.Deezer);
            // The broker has stored times of the advanced clock.
            state.Clock.Advance(TimeSpan.FromTicks(saved.OffsetTicks));
        }
        catch (JsonException)
        {
            // After a crash has truncated the file, users sign in again; the start must not fail.
        }
    }

    /// <summary>Access tokens are not saved, because a refresh token gets a new one.</summary>
    public static void Save(SandboxState state)
    {
        if (state.Options.StateFile is not { } file) return;
        lock (Gate)
        {
            var saved = JsonSerializer.SerializeToUtf8Bytes(
                new SavedState(state.SpotifyGrants.Consents, state.DeezerGrants.Tokens, state.Clock.Offset.Ticks));
            var fresh = file + ".new";
            File.WriteAllBytes(fresh, saved);
            File.Move(fresh, file, overwrite: true);
        }
    }

    private sealed record SavedState(
        IReadOnlyList<SpotifyConsent> Spotify, IReadOnlyDictionary<string, DeezerToken> Deezer, long OffsetTicks = 0);
}
