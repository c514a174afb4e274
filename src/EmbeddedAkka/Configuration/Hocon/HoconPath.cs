namespace Akka.Configuration.Hocon;

internal static class HoconPath
{
    /// <summary>Cuts the first key off <paramref name="path"/>, with its quotes and the dot behind it removed.</summary>
    public static ReadOnlySpan<char> TakeKey(ref ReadOnlySpan<char> path)
    {
        if (path[0] == '"' && path[1..].IndexOf('"') is >= 0 and var length)
        {
            var quoted = path.Slice(1, length);
            var behind = path[(length + 2)..];
            if (behind.IsEmpty || behind[0] == '.')
            {
                path = behind.IsEmpty ? behind : behind[1..];
                return quoted;
            }
        }

        var dot = path.IndexOf('.');
        var key = dot < 0 ? path : path[..dot];
        path = dot < 0 ? default : path[(dot + 1)..];
        return key;
    }
}
