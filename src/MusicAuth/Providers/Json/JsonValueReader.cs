namespace MusicAuth.Providers.Json;

/// <summary>Reads the value at the reader's position; null if the value has another form.</summary>
internal delegate T JsonValueReader<out T>(ref LenientJsonReader reader);
