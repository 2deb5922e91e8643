namespace MusicAuth.Library;

/// <summary>Fills one page from all sources: one after the other in the page, side by side on the network.</summary>
internal static class PageAssembly
{
    /// <param name="walks">In the order of the page.</param>
    /// <param name="limit">Entries on the page.</param>
    /// <param name="first">On the first page every source is asked, also one that has no share in it.</param>
    public static async Task<IReadOnlyList<Share<T>>> FillAsync<T>(
        IReadOnlyList<SourceWalk<T>> walks, int limit, bool first) where T : class
    {
        while (true)
        {
            var wanted = Wanted(walks, limit);
            var reading = walks
                .Zip(wanted)
                .Where(pair => pair.First.CanRead
                    && (pair.First.Available < pair.Second || (first && !pair.First.HasBeenRead)))
                .Select(pair => pair.First.ReadOnAsync(pair.Second))
                .ToArray();
            if (reading.Length is 0)
                return Shares(walks, limit);
            await Task.WhenAll(reading);
        }
    }

    private static int[] Wanted<T>(IReadOnlyList<SourceWalk<T>> walks, int limit) where T : class
    {
        var wanted = new int[walks.Count];
        for (var i = 0; i < wanted.Length; i++)
        {
            wanted[i] = limit;
            limit = walks[i].Stopped ? 0 : limit - walks[i].Expect(limit);
        }

        return wanted;
    }

    private static List<Share<T>> Shares<T>(IReadOnlyList<SourceWalk<T>> walks, int limit) where T : class
    {
        var shares = new List<Share<T>>(walks.Count);
        foreach (var walk in walks)
        {
            var share = walk.Take(Math.Min(limit, walk.Available));
            shares.Add(share);
            // Nothing of a later source goes before what is left of this one.
            limit = share.State.GoesOn ? 0 : limit - share.Items.Count;
        }

        return shares;
    }
}
