namespace MusicAuth.Library.Pages;

/// <summary>Fills one page from all sources: one after the other in the page, side by side on the network.</summary>
internal static class PageAssembly
{
    /// <param name="walks">In the order of the page.</param>
    /// <param name="limit">Entries on the page.</param>
    /// <param name="first">On the first page every source is asked, also one that has no share in it.</param>
    public static async Task<IReadOnlyList<PageShare<T>>> FillAsync<T>(
        IReadOnlyList<SourceReader<T>> walks, int limit, bool first) where T : class
    {
        while (true)
        {
            var wanted = RequestedCounts(walks, limit);
            var reading = walks
                .Zip(wanted)
                .Where(pair => pair.First.CanRead
                    && (pair.First.Available < pair.Second || (first && !pair.First.HasRead)))
                .Select(pair => pair.First.ReadAsync(pair.Second))
                .ToArray();
            if (reading.Length is 0)
                return TakeShares(walks, limit);
            await Task.WhenAll(reading);
        }
    }

    private static int[] RequestedCounts<T>(IReadOnlyList<SourceReader<T>> walks, int limit) where T : class
    {
        var wanted = new int[walks.Count];
        for (var i = 0; i < wanted.Length; i++)
        {
            wanted[i] = limit;
            limit = walks[i].IsStopped ? 0 : limit - walks[i].ExpectedCount(limit);
        }

        return wanted;
    }

    private static List<PageShare<T>> TakeShares<T>(IReadOnlyList<SourceReader<T>> walks, int limit) where T : class
    {
        var shares = new List<PageShare<T>>(walks.Count);
        foreach (var walk in walks)
        {
            var share = walk.Take(Math.Min(limit, walk.Available));
            shares.Add(share);
            // Nothing of a later source goes before what is left of this one.
            limit = share.State.HasMore ? 0 : limit - share.Items.Count;
        }

        return shares;
    }
}
