namespace MusicAuth.Providers;

/// <summary>A provider's list as JSON: its items, and the provider's data about the whole list.</summary>
internal abstract class ProviderListResponse<T> where T : class
{
    public bool HasItems => Items is not null;

    /// <summary>Null until the response is read, and if the response holds no list.</summary>
    protected List<T?>? Items { get; set; }

    protected long? Total { get; private set; }

    public virtual ProviderListResponse<T> Read(ReadOnlySpan<byte> body)
    {
        var reader = new LenientJsonReader(body);
        if (reader.TryEnterObject())
        {
            while (reader.TryReadMember(out var name))
            {
                if (name.SequenceEqual("total"u8)) Total = reader.ReadCount() ?? Total;
                else if (!ReadMember(name, ref reader)) reader.Skip();
            }
        }

        reader.RequireEnd();
        return this;
    }

    /// <param name="range">The range of the request; null if the list has no pages.</param>
    public abstract ProviderPage<T> ToPage(PageRange? range);

    /// <returns>False if the member is not one that the list needs; then the value is not read.</returns>
    protected abstract bool ReadMember(scoped ReadOnlySpan<byte> name, ref LenientJsonReader reader);
}
