! SPDX-License-Identifier: MIT
! Formatted input and output, arrays, strings, files in all forms, arithmetic, intrinsics, stop codes.
module shapes
    implicit none
    type, abstract :: shape
    contains
        procedure(area_of), deferred :: area
    end type
    abstract interface
        real(8) function area_of(this)
            import :: shape
            class(shape), intent(in) :: this
        end function
    end interface
    type, extends(shape) :: circle
        real(8) :: radius
    contains
        procedure :: area => circle_area
    end type
contains
    real(8) function circle_area(this)
        class(circle), intent(in) :: this
        circle_area = acos(-1d0) * this%radius**2
    end function
    recursive integer function factorial(n) result(f)
        integer, intent(in) :: n
        f = 1
        if (n > 1) f = n * factorial(n - 1)
    end function
    elemental real function doubled(x)
        real, intent(in) :: x
        doubled = 2 * x
    end function
end module

program everything
    use shapes
    use, intrinsic :: iso_fortran_env, only: int64, real64, iostat_end
    implicit none
    character(len=32) :: argument, text
    if (command_argument_count() > 0) then
        call get_command_argument(1, argument)
        select case (argument)
        case ('stop'); stop 3
        case ('error'); error stop 42
        case ('text'); stop 'stopped with a text'
        case ('open'); open (10, file='none/none.txt', status='old')
        case ('bounds')
            block
                integer, allocatable :: a(:)
                integer :: i
                allocate (a(3))
                i = command_argument_count() + 3
                a(i) = 1
                print *, a(i)
            end block
        end select
    end if
    call formats
    call arrays
    call files
    call intrinsics
    read (*, '(a)') text
    print '(3a)', '[', trim(text), ']'
    write (0, '(a)') 'to stderr'
contains
    subroutine formats
        integer :: i, j
        real :: x
        logical :: yes
        character(len=20) :: word, line
        print '(i5, i5.3, f10.4, e12.4, es12.3, en14.3, g0, 1x, l2, 1x, a5, 1x, z8, o6, b9)', 42, 7, 3.14159, &
            12345.678, 1.5e-10, 123456., 0.1d0, .true., 'text', 255, 8, 5
        print *, 42, -7_int64, 1.5, 2.5d0, .false., (1.0, -2.0), 'list directed'
        print *, huge(1), huge(1_int64), epsilon(1d0), tiny(1.0), huge(1d0)
        print '(5(i0, ","))', (i**2, i=1, 7)
        print '(*(g0, :, " "))', 1, 2.5, 'three', .true.
        write (word, '(f8.3)') 2.718281828
        read (word, *) x
        print '(a, f6.3)', trim(adjustl(word)), x
        line = '12 3.5 T hello'
        read (line, *) i, x, yes, word
        print '(i0, f5.1, l2, 1x, a)', i, x, yes, trim(word)
        line = '  42abc 7'
        read (line, '(i4, a3, i2)') i, word, j
        print '(i0, a, i0)', i, trim(word), j
        print '(f0.2, sp, i4, ss, i4, 1x, 1pe10.3, t40, a)', -0.5, 5, 5, 1234.5, 'at 40'
        print '(2f8.2/2f8.2)', 1.0, 2.0, 3.0, 4.0
        line = 'x'
        read (line, *, iostat=i) j
        print '(l1)', i /= 0
        print *, 1.0 / 3.0, 1d0 / 3d0, sqrt(-1.0 * 0 + 2.0), 1e10, 1e-10, 123456789.0
        i = 0
        print *, log(real(i)), real(-1) / i
    end subroutine

    subroutine arrays
        real :: a(3, 3), b(3, 3)
        real, allocatable :: v(:)
        integer :: i, m(4) = [4, 2, 3, 1]
        character(:), allocatable :: s
        class(shape), allocatable :: it
        a = reshape([(real(i), i=1, 9)], [3, 3])
        b = matmul(a, transpose(a))
        print '(3f8.1)', b
        print *, sum(a), product(a(:, 1)), maxval(b), minloc(a), count(a > 4), any(a > 8), dot_product(a(1, :), a(2, :))
        allocate (v(5), source=[5.0, 4.0, 3.0, 2.0, 1.0])
        v = [v, 0.5]
        print '(i0, *(f5.1))', size(v), doubled(v(::2))
        print '(*(i3))', pack(m, m > 1), merge(m, -m, m > 2), cshift(m, 1)
        where (a > 5) a = 0
        print '(9f4.0)', a
        s = 'grown'
        s = s//' longer'
        print '(i0, 1x, a, 1x, i0, 1x, a)', len(s), s, index(s, 'long'), repeat('ab', 3)
        allocate (it, source=circle(2d0))
        print '(f10.6, 1x, i0)', it%area(), factorial(10)
    end subroutine

    subroutine files
        integer :: i, status, unit, size, position
        character(len=40) :: line
        real(real64) :: values(100)
        logical :: there
        open (newunit=unit, file='fortran.txt', status='replace', action='write')
        do i = 1, 500
            write (unit, '(a, i0)') 'line ', i
        end do
        close (unit)
        open (newunit=unit, file='fortran.txt', status='old', action='readwrite')
        i = 0
        do
            read (unit, '(a)', iostat=status) line
            if (status /= 0) exit
            i = i + 1
        end do
        print '(i0, 1x, l1, 1x, a)', i, status == iostat_end, trim(line)
        rewind (unit)
        read (unit, '(a)') line
        print '(a)', trim(line)
        close (unit)
        open (newunit=unit, file='fortran.txt', position='append')
        write (unit, '(a)') 'appended'
        backspace (unit)
        read (unit, '(a)') line
        print '(a)', trim(line)
        close (unit)
        open (newunit=unit, file='fortran.bin', access='direct', recl=8, form='unformatted')
        do i = 1, 100
            write (unit, rec=i) real(i, real64)**2
        end do
        read (unit, rec=50) values(1)
        print '(f8.1)', values(1)
        close (unit)
        open (newunit=unit, file='fortran.seq', form='unformatted')
        write (unit) [(real(i, real64), i=1, 100)], 'tail'
        rewind (unit)
        read (unit) values, line(1:4)
        print '(f8.1, 1x, a)', sum(values), line(1:4)
        close (unit)
        open (newunit=unit, file='fortran.raw', access='stream', form='unformatted')
        write (unit) 'stream', 7
        inquire (unit, pos=position, size=size)
        read (unit, pos=7) i
        print '(3i4)', position, size, i
        close (unit, status='delete')
        inquire (file='fortran.raw', exist=there)
        print '(l1)', there
        open (newunit=unit, file='none/none.txt', status='old', iostat=status)
        print '(l1)', status /= 0
        do i = 1, 2
            open (newunit=unit, file=merge('fortran.bin', 'fortran.seq', i == 1))
            close (unit, status='delete')
        end do
        open (newunit=unit, file='fortran.txt')
        close (unit, status='delete')
        open (newunit=unit, status='scratch')
        write (unit, *) 5
        rewind (unit)
        read (unit, *) i
        print '(i0)', i
        close (unit)
    end subroutine

    subroutine intrinsics
        integer :: values(8), c1, c2, rate, i, n
        integer, allocatable :: seed(:)
        real :: r, s(1000)
        real(8) :: t
        character(len=100) :: value
        call date_and_time(values=values)
        print '(l1)', values(1) > 2020 .and. values(2) <= 12
        call system_clock(c1, rate)
        call system_clock(c2)
        call cpu_time(t)
        print '(3l2)', c2 >= c1, rate > 0, t >= 0
        call random_seed(size=n)
        allocate (seed(n), source=42)
        call random_seed(put=seed)
        call random_number(s)
        print '(2l2, f12.8)', all(s >= 0 .and. s < 1), abs(sum(s) / 1000 - 0.5) < 0.1, s(1)
        call get_environment_variable('METIC_NO_SUCH', value, status=i)
        print '(i0)', i
        r = 0.5
        print *, sin(r), atan2(1d0, 2d0), gamma(5.5d0), erf(r), bessel_j0(1d0), exp((0d0, 1d0)), mod(-7, 3), &
            modulo(-7, 3), nint(2.5), floor(-1.5)
        print *, iand(12, 10), ieor(12, 10), ishft(1, 10), popcnt(255), leadz(1), btest(5, 2), ichar('A'), achar(66), &
            2**10, 2.0**0.5, 7 / 2
        print *, 1.0_16 / 3, real(1, 10) / 3
    end subroutine
end program
