namespace MusicAuth.SignIn.Callback;

/// <summary>The result of a callback, which repetitions of the same callback receive too.</summary>
/// <param name="Location">The address that the browser was redirected to.</param>
/// <param name="Session">The session that the browser received, or null.</param>
internal sealed record CallbackResult(string Location, Secret? Session);
