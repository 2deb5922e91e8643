using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Caching.Memory;

namespace MusicAuth.Access.Sessions;

/// <summary>
/// Sessions that were good when this process last saw them: a flood from their network must not keep them out. Whether
/// they still are is asked of the database at every call.
/// </summary>
public sealed class KnownSessionCache : IDisposable
{
    private const int MostKnown = 10_000;

    private static readonly MemoryCacheEntryOptions Kept = new()
    {
        Size = 1,
        SlidingExpiration = TimeSpan.FromHours(1),
    };

    private readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostKnown });

    public void Add(Secret secret)
    {
        var name = NameOf(secret);
        if (!_known.TryGetValue(name, out _))
            _known.Set(name, true, Kept);
    }

    public bool Contains(Secret secret) => _known.TryGetValue(NameOf(secret), out _);

    public void Dispose() => _known.Dispose();

    // Not the secret itself: it would lie in memory for an hour.
    private static string NameOf(Secret secret) =>
        Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(secret.Reveal())));
}
