namespace MusicAuth.Passthrough.Compatibility;

/// <summary>What the caller wants of the answer besides.</summary>
/// <param name="DropNulls">Whether entries that are null are left out.</param>
public readonly record struct MappingOptions(bool DropNulls);
