namespace MusicAuth.Providers;

/// <summary>Reads the value at which the reader stands; null where nothing of it can be read.</summary>
internal delegate T? LenientReader<out T>(ref LenientJson json) where T : class;
