using System.Runtime.Intrinsics;

namespace ActorPipeline.Training.Cpu;

/// <summary>
/// A matrix cut into panels of <paramref name="width"/> columns, each panel stored row by row: what a kernel reads in a tile's
/// inner loop lies in one run. The last panel's surplus columns are zero. Weights stay in this form for all of their life.
/// </summary>
/// <param name="width">Columns of a panel, a multiple of 4.</param>
/// <param name="rowMultiple">Panels have room for rows up to the next multiple of this, so that kernels may write whole tiles.</param>
internal sealed unsafe class PanelMatrix(int width, int rowMultiple = 1)
{
    private AlignedFloats _storage = new(0);

    public int Rows { get; private set; }

    public int Columns { get; private set; }

    public int Width => width;

    public int Panels { get; private set; }

    /// <summary>Floats from one panel to the next.</summary>
    public nint PanelSize { get; private set; }

    /// <summary>Gives it a shape; the contents are undefined until packed. Memory grows and never shrinks.</summary>
    public void Resize(int rows, int columns)
    {
        (Rows, Columns) = (rows, columns);
        Panels = Divide(columns, width);
        PanelSize = checked(Divide(rows, rowMultiple) * rowMultiple * width);
        var length = checked(Panels * (int)PanelSize);
        if (_storage.Length < length)
            _storage = new AlignedFloats(length);
    }

    public float* Panel(int index) => _storage.Pointer + index * PanelSize;

    /// <summary>Fills panels from <paramref name="source"/>, which is row-major.</summary>
    public void Pack(float* source, int firstPanel, int endPanel)
    {
        for (var panel = firstPanel; panel < endPanel; panel++)
        {
            var target = Panel(panel);
            var column = panel * width;
            for (var row = 0; row < Rows; row++)
                CopyPadded(source + (nint)row * Columns + column, Columns - column, target + (nint)row * width);
        }
    }

    /// <summary>Fills panels from <paramref name="source"/>, which holds this matrix's columns one after another.</summary>
    public void PackTransposed(float* source, int firstPanel, int endPanel)
    {
        for (var column = firstPanel * width; column < endPanel * width; column += Vector128<float>.Count)
        {
            var target = Panel(column / width) + column % width;
            float* c0 = source + (nint)column * Rows, c1 = c0 + Rows, c2 = c1 + Rows, c3 = c2 + Rows;
            var used = Columns - column;
            for (var row = 0; row < Rows; row++, target += width)
            {
                if (used >= Vector128<float>.Count)
                    Vector128.Create(c0[row], c1[row], c2[row], c3[row]).Store(target);
                else
                    Vector128.Create(used > 0 ? c0[row] : 0, used > 1 ? c1[row] : 0, used > 2 ? c2[row] : 0, 0).Store(target);
            }
        }
    }

    /// <summary>Writes the matrix to <paramref name="target"/>, row-major.</summary>
    public void Unpack(Span<float> target)
    {
        for (var panel = 0; panel < Panels; panel++)
        {
            var column = panel * width;
            var used = Math.Min(width, Columns - column);
            for (var row = 0; row < Rows; row++)
                new ReadOnlySpan<float>(Panel(panel) + (nint)row * width, used).CopyTo(target.Slice(row * Columns + column, used));
        }
    }

    private void CopyPadded(float* source, int used, float* target)
    {
        if (used >= width)
        {
            for (var i = 0; i < width; i += Vector128<float>.Count)
                Vector128.Load(source + i).Store(target + i);
            return;
        }
        for (var i = 0; i < width; i++)
            target[i] = i < used ? source[i] : 0;
    }

    private static int Divide(int count, int size) => (count + size - 1) / size;
}
