namespace MusicAuth.Setup;

/// <summary>The apps of all providers.</summary>
internal sealed record ProviderAppList(IReadOnlyList<ProviderAppInfo> Items);
