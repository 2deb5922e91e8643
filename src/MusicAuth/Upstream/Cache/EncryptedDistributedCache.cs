using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;

namespace MusicAuth.Upstream.Cache;

/// <summary>Redis never holds anything that it, or whoever else can read it, could read or move.</summary>
internal sealed class EncryptedDistributedCache(IDistributedCache inner, IDataProtectionProvider protection) : IDistributedCache
{
    private const string Purpose = "MusicAuth.Upstream.Cache.ResponseCache";

    // Its client looks at time-outs once a second only. A failure of ours lets the cache pause at once.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    public byte[]? Get(string key) => Open(key, inner.Get(key));

    public async Task<byte[]?> GetAsync(string key, CancellationToken token = default) =>
        Open(key, await inner.GetAsync(key, token).WaitAsync(Patience, TimeProvider.System, token));

    public void Set(string key, byte[] value, DistributedCacheEntryOptions options) =>
        inner.Set(key, Of(key).Protect(value), options);

    public Task SetAsync(
        string key, byte[] value, DistributedCacheEntryOptions options, CancellationToken token = default) =>
        inner.SetAsync(key, Of(key).Protect(value), options, token).WaitAsync(Patience, TimeProvider.System, token);

    public void Refresh(string key) => inner.Refresh(key);

    public Task RefreshAsync(string key, CancellationToken token = default) => inner.RefreshAsync(key, token);

    public void Remove(string key) => inner.Remove(key);

    public Task RemoveAsync(string key, CancellationToken token = default) =>
        inner.RemoveAsync(key, token).WaitAsync(Patience, TimeProvider.System, token);

    private byte[]? Open(string key, byte[]? value)
    {
        try
        {
            return value is null ? null : Of(key).Unprotect(value);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // The key is made of the user and all that is asked for: a value that was moved does not open.
    private IDataProtector Of(string key) => protection.CreateProtector(Purpose, key);
}
