namespace MusicAuth.SignIn.Callback;

/// <summary>Where a callback ended.</summary>
/// <param name="Location">The address that the browser was sent to.</param>
/// <param name="Session">The session that it was given, null where none.</param>
public sealed record CallbackResult(string Location, Secret? Session);
