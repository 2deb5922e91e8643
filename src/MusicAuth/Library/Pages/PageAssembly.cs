namespace MusicAuth.Library.Pages;

/// <summary>Fills one page with the items of all sources in their order; the sources read in parallel.</summary>
internal static class PageAssembly
{
    public static async Task<IReadOnlyList<PageShare<T>>> FillAsync<T>(
        IReadOnlyList<SourceReader<T>> readers, int limit, bool isFirstPage) where T : class
    {
        while (true)
        {
            // The first page reads every source, because it reports all totals.
            var reads = readers
                .Zip(RequestedCounts(readers, limit))
                .Where(pair => pair.First.CanRead
                    && (pair.First.Available < pair.Second || (isFirstPage && !pair.First.HasRead)))
                .Select(pair => pair.First.ReadAsync(pair.Second))
                .ToArray();
            if (reads.Length is 0)
                return TakeShares(readers, limit);
            await Task.WhenAll(reads);
        }
    }

    private static int[] RequestedCounts<T>(IReadOnlyList<SourceReader<T>> readers, int limit) where T : class
    {
        var counts = new int[readers.Count];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = limit;
            limit = readers[i].IsStopped ? 0 : limit - readers[i].ExpectedCount(limit);
        }

        return counts;
    }

    private static List<PageShare<T>> TakeShares<T>(IReadOnlyList<SourceReader<T>> readers, int limit) where T : class
    {
        var shares = new List<PageShare<T>>(readers.Count);
        foreach (var reader in readers)
        {
            var share = reader.Take(Math.Min(limit, reader.Available));
            shares.Add(share);
            // Items of a later source must not precede the remaining items of this one.
            limit = share.State.HasMore ? 0 : limit - share.Items.Count;
        }

        return shares;
    }
}
