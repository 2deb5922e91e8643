namespace MusicAuth.Providers.Json;

/// <summary>Reads the value at which the reader stands; null where nothing of it can be read.</summary>
internal delegate T? JsonValueReader<out T>(ref LenientJsonReader json) where T : class;
