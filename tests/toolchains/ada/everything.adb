--  SPDX-License-Identifier: MIT
--  Text, exceptions, tasks with rendezvous and protected objects, delays, containers, directories, files, the command line.
with Ada.Calendar;          use Ada.Calendar;
with Ada.Command_Line;      use Ada.Command_Line;
with Ada.Containers.Indefinite_Ordered_Maps;
with Ada.Containers.Vectors;
with Ada.Directories;       use Ada.Directories;
with Ada.Environment_Variables;
with Ada.Exceptions;        use Ada.Exceptions;
with Ada.Finalization;
with Ada.Float_Text_IO;
with Ada.Integer_Text_IO;
with Ada.Numerics.Elementary_Functions; use Ada.Numerics.Elementary_Functions;
with Ada.Real_Time;
with Ada.Sequential_IO;
with Ada.Strings.Fixed;     use Ada.Strings.Fixed;
with Ada.Strings.Unbounded; use Ada.Strings.Unbounded;
with Ada.Text_IO;           use Ada.Text_IO;

procedure Everything is
   Own_Error : exception;

   type Traced is new Ada.Finalization.Controlled with null record;
   Finalized : Natural := 0;
   overriding procedure Finalize (Object : in out Traced);
   overriding procedure Finalize (Object : in out Traced) is
   begin
      Finalized := Finalized + 1;
   end Finalize;

   type Small is range 1 .. 10;
   type Numbers is array (1 .. 5) of Integer;
   type Access_Integer is access all Integer;

   function Same (I : Integer) return Integer is (I)
   with No_Inline;

   procedure Deep (Depth, Kind : Integer) is
      Guard : Traced;
      Few   : Numbers := (others => 1);
      None  : Access_Integer := null;
      pragma Unreferenced (Guard);
   begin
      if Depth > 0 then
         Deep (Depth - 1, Kind);
         return;
      end if;
      case Kind is
         when 1 => raise Own_Error with "own";
         when 2 => Few (Same (7)) := 2; Put_Line (Few (1)'Image);
         when 3 => Put_Line (Small'Image (Small (Same (11))));
         when 4 => Put_Line (Integer'Image (1 / Same (0)));
         when 5 => None.all := 1;
         when 6 => Put_Line (Integer'Image (Integer'Last + Same (1)));
         when 7 => Put_Line (Integer'Image (Integer'Value ("x")));
         when others => null;
      end case;
   end Deep;

   procedure Exceptions is
   begin
      for Kind in 1 .. 8 loop
         begin
            Deep (5, Kind);
            Put_Line ("no exception" & Finalized'Image);
         exception
            when E : Own_Error =>
               Put_Line ("own: " & Exception_Message (E) & Finalized'Image);
            when E : others =>
               Put_Line (Exception_Name (E) & Finalized'Image);
         end;
      end loop;
      begin
         begin
            raise Own_Error with "first";
         exception
            when others =>
               raise Program_Error with "second";
         end;
      exception
         when E : Program_Error =>
            Put_Line (Exception_Message (E));
      end;
   end Exceptions;

   protected Counter is
      procedure Add;
      entry Wait_For_All;
      function Value return Natural;
   private
      Count : Natural := 0;
   end Counter;

   protected body Counter is
      procedure Add is
      begin
         Count := Count + 1;
      end Add;
      entry Wait_For_All when Count = 400 is
      begin
         null;
      end Wait_For_All;
      function Value return Natural is (Count);
   end Counter;

   procedure Tasks is
      task type Worker is
         entry Start (Number : Integer);
      end Worker;
      task body Worker is
      begin
         accept Start (Number : Integer) do
            pragma Assert (Number > 0);
         end Start;
         for I in 1 .. 100 loop
            Counter.Add;
         end loop;
      end Worker;
      task Server is
         entry Double (Value : in out Integer);
         entry Stop;
      end Server;
      task body Server is
         Done : Boolean := False;
      begin
         while not Done loop
            select
               accept Double (Value : in out Integer) do
                  if Value < 0 then
                     raise Constraint_Error with "negative";
                  end if;
                  Value := Value * 2;
               end Double;
            or
               accept Stop do
                  Done := True;
               end Stop;
            end select;
         end loop;
      exception
         when Constraint_Error =>
            Put_Line ("the server ends with its caller's exception");
      end Server;
      task Slow is
         entry Never;
      end Slow;
      task body Slow is
      begin
         select
            accept Never;
         or
            delay 30.0;
         end select;
      end Slow;
      Workers : array (1 .. 4) of Worker;
      Value   : Integer := 21;
      Before  : constant Time := Clock;
   begin
      for I in Workers'Range loop
         Workers (I).Start (I);
      end loop;
      Counter.Wait_For_All;
      Server.Double (Value);
      Put_Line ("tasks" & Counter.Value'Image & Value'Image);
      Value := -1;
      begin
         Server.Double (Value);
      exception
         when E : Constraint_Error =>
            while not Server'Terminated loop --  both would print at once
               delay 0.001;
            end loop;
            Put_Line ("in the rendezvous: " & Exception_Message (E));
      end;
      begin
         Server.Stop;
      exception
         when Tasking_Error =>
            Put_Line ("tasking error");
      end;
      select
         Slow.Never;
         Put_Line ("accepted");
      or
         delay 30.0;
         Put_Line ("late");
      end select;
      delay 0.02;
      Put_Line (Boolean'Image (Clock - Before >= 0.02));
      select
         delay 0.02;
         Put_Line ("aborted");
      then abort
         loop
            delay 0.001;
         end loop;
      end select;
   end Tasks;

   package Vectors is new Ada.Containers.Vectors (Positive, Integer);
   package Sorting is new Vectors.Generic_Sorting;
   package Maps is new Ada.Containers.Indefinite_Ordered_Maps (String, Integer);

   procedure Text is
      V    : Vectors.Vector;
      M    : Maps.Map;
      Line : Unbounded_String;
   begin
      Put_Line ("hello" & Integer'Image (42) & " " & Float'Image (1.5) & " " & Boolean'Image (True));
      Ada.Integer_Text_IO.Put (255, Width => 10, Base => 16);
      Ada.Float_Text_IO.Put (3.14159, Fore => 3, Aft => 2, Exp => 0);
      Ada.Float_Text_IO.Put (12345.678);
      New_Line;
      for I in 1 .. 10 loop
         V.Append ((I * 7) mod 10);
      end loop;
      Sorting.Sort (V);
      for I of V loop
         Append (Line, I'Image);
      end loop;
      Put_Line (To_String (Line) & Index (To_String (Line), "5")'Image & " " & Trim ("  x ", Ada.Strings.Both) & 3 * "ab");
      M.Insert ("two", 2);
      M.Insert ("one", 1);
      for C in M.Iterate loop
         Put (Maps.Key (C) & Maps.Element (C)'Image & " ");
      end loop;
      Put_Line (Float'Image (Sqrt (2.0)) & Float'Image (Sin (1.0)) & Float'Image (2.0 ** 0.5) & Long_Float'Image (1.0 / 3.0));
   end Text;

   procedure Files is
      package Integers is new Ada.Sequential_IO (Integer);
      File   : File_Type;
      Binary : Integers.File_Type;
      Sum    : Integer := 0;
      Lines  : Integer := 0;
      Value  : Integer;
      Search : Search_Type;
      Item   : Directory_Entry_Type;
      M      : Maps.Map;
   begin
      Create_Path ("ada.dir/one/two");
      Create (File, Out_File, "ada.dir/text.txt");
      for I in 1 .. 200 loop
         Put_Line (File, "line" & I'Image);
      end loop;
      Close (File);
      Open (File, In_File, "ada.dir/text.txt");
      while not End_Of_File (File) loop
         declare
            Line : constant String := Get_Line (File);
         begin
            Lines := Lines + 1;
            Sum := Sum + Integer'Value (Line (Line'First + 4 .. Line'Last));
         end;
      end loop;
      Close (File);
      Put_Line (Lines'Image & Sum'Image);
      Integers.Create (Binary, Integers.Out_File, "ada.dir/binary");
      for I in 1 .. 100 loop
         Integers.Write (Binary, I);
      end loop;
      Integers.Reset (Binary, Integers.In_File);
      Sum := 0;
      while not Integers.End_Of_File (Binary) loop
         Integers.Read (Binary, Value);
         Sum := Sum + Value;
      end loop;
      Integers.Close (Binary);
      Put_Line (Sum'Image & Ada.Directories.Size ("ada.dir/binary")'Image);
      Copy_File ("ada.dir/binary", "ada.dir/copy");
      Rename ("ada.dir/copy", "ada.dir/one/renamed");
      Start_Search (Search, "ada.dir", "");
      while More_Entries (Search) loop
         Get_Next_Entry (Search, Item);
         M.Insert (Simple_Name (Item) & " " & Kind (Item)'Image, 0);
      end loop;
      End_Search (Search);
      for C in M.Iterate loop
         Put (Maps.Key (C) & "; ");
      end loop;
      New_Line;
      Put_Line (Boolean'Image (Exists ("ada.dir/one/renamed")) & Boolean'Image (Exists ("ada.dir/copy")) & " "
                & Simple_Name (Full_Name ("ada.dir")) & " " & Extension ("a.b/c.txt") & " " & Base_Name ("c.txt") & " "
                & Boolean'Image (Modification_Time ("ada.dir/binary") <= Clock + 5.0));
      begin
         Open (File, In_File, "ada.dir/none");
      exception
         when Ada.Text_IO.Name_Error =>
            Put_Line ("no such file");
      end;
      begin
         Delete_Directory ("ada.dir");
      exception
         when Ada.Directories.Use_Error =>
            Put_Line ("not empty");
      end;
      Set_Directory ("ada.dir");
      Put_Line (Simple_Name (Current_Directory));
      Set_Directory ("..");
      Delete_Tree ("ada.dir");
      Put_Line (Boolean'Image (Exists ("ada.dir")));
   end Files;

   Line : String (1 .. 80);
   Last : Natural;
   use type Ada.Real_Time.Time;
   Start : constant Ada.Real_Time.Time := Ada.Real_Time.Clock;
begin
   if Argument_Count > 0 then
      if Argument (1) = "raise" then
         raise Own_Error with "nobody handles this";
      elsif Argument (1) = "status" then
         Set_Exit_Status (17);
         return;
      end if;
   end if;
   Text;
   Exceptions;
   Tasks;
   Files;
   Ada.Environment_Variables.Set ("METIC_TEST_ADA", "set");
   Put_Line (Ada.Environment_Variables.Value ("METIC_TEST_ADA") & Boolean'Image (Ada.Environment_Variables.Exists ("METIC_NO_SUCH")));
   Put_Line (Boolean'Image (Ada.Real_Time.Clock >= Start) & Boolean'Image (Year (Clock) > 2020));
   Get_Line (Line, Last);
   Put_Line ("[" & Line (1 .. Last) & "]");
   Put_Line (Standard_Error, "to stderr");
end Everything;
